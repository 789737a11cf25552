namespace Surety;

/// <summary>Why a figure is what it is, put together when somebody asks for the first time: a thousand windows that nobody opens build no tree.</summary>
/// <remarks>Two are equal if their reasons are. Comparing opens them, hashing does not.</remarks>
public class Derivation : IEquatable<Derivation>
{
    readonly Func<Reason>? open;
    Reason? reason;

    /// <param name="open">Builds the reason from what the figure was worked out of; asked at most once by one reader, and always with the same answer.</param>
    public Derivation(Func<Reason> open) => this.open = open;

    // Of what there is one for each of many thousand verdicts, and is one object instead of three.
    private protected Derivation() { }

    private protected virtual Reason Open() => open!();

    /// <summary>The reason, opened.</summary>
    public Reason Reason => reason ??= Open();

    /// <summary>Takes a reason that is there already.</summary>
    public static implicit operator Derivation(Reason reason) => new(() => reason);

    /// <inheritdoc/>
    public bool Equals(Derivation? other) => ReferenceEquals(this, other) || (other is not null && Reason == other.Reason);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Derivation);

    /// <inheritdoc/>
    public override int GetHashCode() => 0;
}
