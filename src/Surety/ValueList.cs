using System.Collections;
using System.Runtime.CompilerServices;

namespace Surety;

/// <summary>An immutable list that compares by its items, so that records which hold one compare by value.</summary>
/// <typeparam name="T">The items; compared by their own equality.</typeparam>
[CollectionBuilder(typeof(ValueList), nameof(ValueList.Create))]
public readonly struct ValueList<T> : IReadOnlyList<T>, IEquatable<ValueList<T>>
{
    readonly T[]? items;

    internal ValueList(T[] items) => this.items = items;

    /// <summary>Number of items; the default list is empty.</summary>
    public int Count => items?.Length ?? 0;

    /// <summary>Gets one item.</summary>
    /// <param name="index">From 0.</param>
    public T this[int index] => (items ?? [])[index];

    /// <summary>Views the items without copying them.</summary>
    public ReadOnlySpan<T> Span => items;

    /// <inheritdoc/>
    public bool Equals(ValueList<T> other) => (items ?? []).SequenceEqual(other.items ?? []);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ValueList<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in items ?? []) hash.Add(item);
        return hash.ToHashCode();
    }

    /// <summary>Compares item by item.</summary>
    public static bool operator ==(ValueList<T> left, ValueList<T> right) => left.Equals(right);

    /// <summary>Compares item by item.</summary>
    public static bool operator !=(ValueList<T> left, ValueList<T> right) => !left.Equals(right);

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)(items ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Makes lists.</summary>
public static class ValueList
{
    /// <summary>Copies the items into a list; what <c>[a, b]</c> calls.</summary>
    public static ValueList<T> Create<T>(ReadOnlySpan<T> items) => new(items.ToArray());

    /// <summary>Copies a sequence into a list.</summary>
    public static ValueList<T> ToValueList<T>(this IEnumerable<T> items) => new([.. items]);
}
