namespace Surety;

/// <summary>Why a figure is what it is, put together when somebody asks for the first time: a thousand windows that nobody opens build no tree.</summary>
/// <param name="open">Builds the reason from what the figure was worked out of; asked at most once by one reader, and always with the same answer.</param>
/// <remarks>Two are equal if their reasons are. Comparing opens them, hashing does not.</remarks>
public sealed class Derivation(Func<Reason> open) : IEquatable<Derivation>
{
    Reason? reason;

    /// <summary>The reason, opened.</summary>
    public Reason Reason => reason ??= open();

    /// <summary>Takes a reason that is there already.</summary>
    public static implicit operator Derivation(Reason reason) => new(() => reason);

    /// <inheritdoc/>
    public bool Equals(Derivation? other) => ReferenceEquals(this, other) || (other is not null && Reason == other.Reason);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Derivation);

    /// <inheritdoc/>
    public override int GetHashCode() => 0;
}
