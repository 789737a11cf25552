using NodaTime;

namespace Surety.Text;

/// <summary>Collects everything that is wrong with a text, in any order, for one report in order of place.</summary>
/// <remarks>Of one code the first 100 are kept and the rest are counted, so that a hostile file cannot make an endless report.</remarks>
public sealed class Problems
{
    const int MostOfOneCode = 100;
    readonly List<Problem> kept = [];
    readonly Dictionary<string, int> counts = [];

    /// <summary>Where every phrase that could be read is kept in its usual spelling; <c>null</c>: nobody asks for it.</summary>
    internal Dictionary<Node.Scalar, Spelling>? Spellings { get; init; }

    /// <summary>The time zones that a text may name.</summary>
    internal IDateTimeZoneProvider Zones { get; init; } = DateTimeZoneProviders.Tzdb;

    /// <summary>Number of problems so far, those that are only counted among them.</summary>
    public int Count { get; private set; }

    /// <summary>Whether the text cannot be used as it stands.</summary>
    public bool HasErrors { get; private set; }

    /// <summary>Adds a problem.</summary>
    public void Add(Problem problem)
    {
        Count++;
        HasErrors |= problem.Severity == Severity.Error;
        var count = counts[problem.Code] = counts.GetValueOrDefault(problem.Code) + 1;
        if (count <= MostOfOneCode) kept.Add(problem);
    }

    /// <summary>Adds something that makes the text unusable.</summary>
    /// <param name="at">Where it stands.</param>
    /// <param name="code">Its stable name.</param>
    /// <param name="message">A full sentence that says what was expected.</param>
    /// <param name="mend">A full sentence that says what to do, where the message does not.</param>
    public void Error(Location at, string code, string message, string? mend = null) => Add(new(at, Severity.Error, code, message, mend));

    /// <summary>Adds something legal that was probably not meant.</summary>
    /// <inheritdoc cref="Error"/>
    public void Warning(Location at, string code, string message, string? mend = null) => Add(new(at, Severity.Warning, code, message, mend));

    /// <summary>Adds a question that the text leaves open, with the default that applies.</summary>
    /// <inheritdoc cref="Error"/>
    public void Note(Location at, string code, string message, string? mend = null) => Add(new(at, Severity.Note, code, message, mend));

    /// <summary>Tells whether another problem of this code would only be counted, so that costly advice can be saved.</summary>
    internal bool IsFull(string code) => counts.GetValueOrDefault(code) >= MostOfOneCode;

    /// <summary>Lists the problems in order of place; after the last kept one of a code that occurs too often, how many more there are.</summary>
    public ValueList<Problem> ToValueList()
    {
        var more = counts.Where(c => c.Value > MostOfOneCode)
            .Select(c => kept.Last(p => p.Code == c.Key) with { Message = $"There are {c.Value - MostOfOneCode} more problems like the ones above.", Mend = null });
        return kept.Concat(more).OrderBy(p => p.At).ToValueList();
    }
}
