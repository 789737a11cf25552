using System.Collections;
using System.Runtime.CompilerServices;
using NodaTime;

namespace Surety.Metrics;

/// <summary>One thing that was bad.</summary>
/// <param name="What">Ticket, outage or member.</param>
/// <param name="From">When it began.</param>
/// <param name="Until">When it ended; <c>null</c>: it has not, or it is an instant.</param>
/// <param name="Due">When it should have been done; <c>null</c> for outages.</param>
/// <param name="By">How much too long, or how long bad.</param>
/// <param name="Labels">Its labels.</param>
public sealed record Miss(string What, Instant From, Instant? Until, Instant? Due, Duration By, Labels Labels)
{
    /// <summary>What the facts of an outage call it, and the cause that they name, in order of time; may be empty.</summary>
    public ValueList<(string Id, string? Cause)> Told { get; init; } = [];

    /// <summary>What lies between the due instant and the end and is no part of <see cref="By"/>; nothing of outages.</summary>
    public NotCounted NotCounted { get; init; }
}

/// <summary>What was bad, found when somebody asks for the first time: windows that nobody opens list nothing.</summary>
/// <remarks>Two are equal if their items are. Comparing finds them, hashing does not.</remarks>
[CollectionBuilder(typeof(Misses), nameof(Of))]
public class Misses : IReadOnlyList<Miss>, IEquatable<Misses>
{
    readonly Func<IEnumerable<Miss>>? find;
    Miss[]? found;

    /// <param name="find">Finds all of it out of what was counted, the longest or latest first; always with the same answer. At most 1,000 are kept.</param>
    public Misses(Func<IEnumerable<Miss>> find) => this.find = find;

    // Of what there is one for each of many thousand verdicts, and is one object instead of two.
    private protected Misses() { }

    private protected virtual IEnumerable<Miss> Find() => find!();

    ValueList<Miss> Found => new(found ??= [.. Find().Take(Measurement.MostMisses)]);

    /// <summary>Takes what is there already; what <c>[a, b]</c> calls.</summary>
    public static Misses Of(ReadOnlySpan<Miss> misses) => misses.IsEmpty ? None : ValueList.Create(misses);

    static readonly Misses None = new(() => []);

    /// <summary>Takes what is there already.</summary>
    public static implicit operator Misses(ValueList<Miss> misses) => new(() => misses);

    /// <summary>All of them, found anew each time.</summary>
    internal IEnumerable<Miss> All => Find();

    /// <summary>When the last of all began, those that are not listed among them; <c>null</c>: there is none.</summary>
    public Instant? LastBegan => Find().Select(m => (Instant?)m.From).Max();

    /// <summary>When the last of all was due; <c>null</c>: none was.</summary>
    public Instant? LastDue => Find().Select(m => m.Due).Max();

    /// <summary>How many are listed.</summary>
    public int Count => Found.Count;

    /// <summary>Gets one.</summary>
    /// <param name="index">From 0.</param>
    public Miss this[int index] => Found[index];

    /// <inheritdoc/>
    public bool Equals(Misses? other) => ReferenceEquals(this, other) || (other is not null && Found == other.Found);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Misses);

    /// <inheritdoc/>
    public override int GetHashCode() => 0;

    /// <inheritdoc/>
    public IEnumerator<Miss> GetEnumerator() => Found.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
