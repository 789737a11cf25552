namespace Surety;

/// <summary>A place in the contract that a figure rests on.</summary>
/// <param name="Path">The headings above it, as a person would cite them: <c>service levels / response / target</c>.</param>
/// <param name="At">File, line and column.</param>
public readonly record struct Clause(string Path, Location At)
{
    /// <summary>Writes the path and the place.</summary>
    public override string ToString() => $"{Path} ({At})";
}
