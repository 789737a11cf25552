using System.Collections;
using System.Runtime.InteropServices;

namespace Surety.Facts;

/// <summary>A column of states, one byte each.</summary>
public sealed class States : IReadOnlyList<ServiceState>
{
    readonly ReadOnlyMemory<byte> bytes;

    internal States(ReadOnlyMemory<byte> bytes) => this.bytes = bytes;

    /// <summary>How many states.</summary>
    public int Count => bytes.Length;

    internal ReadOnlyMemory<byte> Bytes => bytes;

    /// <summary>Gets one state.</summary>
    /// <param name="row">From 0.</param>
    public ServiceState this[int row] => (ServiceState)bytes.Span[row];

    /// <summary>The first rows.</summary>
    public States Take(int count) => count >= Count ? this : new(bytes[..count]);

    /// <summary>Makes a column.</summary>
    public static States Of(ReadOnlySpan<ServiceState> states) => new(MemoryMarshal.AsBytes(states).ToArray());

    /// <inheritdoc/>
    public IEnumerator<ServiceState> GetEnumerator() => Enumerable.Range(0, Count).Select(row => this[row]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
