namespace Surety.Storage.Records;

/// <summary>What follows from its key alone, kept while it is one of those that were asked for last. Bounded in bytes.</summary>
/// <param name="mostBytes">So many, about; what takes more than a quarter of them by itself is not kept.</param>
sealed class KeptLast<TKey, TValue>(long mostBytes)
    where TKey : notnull
    where TValue : class
{
    readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value, long Bytes)>> all = [];
    readonly LinkedList<(TKey Key, TValue Value, long Bytes)> order = [];
    long bytes;

    /// <summary>What is kept under a key; <c>null</c>: nothing.</summary>
    public TValue? Find(TKey key)
    {
        lock (all)
        {
            if (!all.TryGetValue(key, out var found)) return null;
            order.Remove(found);
            order.AddLast(found);
            return found.Value.Value;
        }
    }

    /// <summary>Keeps something, and lets go of what was asked for longest ago.</summary>
    /// <returns>The same.</returns>
    public TValue Keep(TKey key, TValue value, long size)
    {
        if (size > mostBytes / 4) return value;
        lock (all)
        {
            if (all.ContainsKey(key)) return value;
            all[key] = order.AddLast((key, value, size));
            for (bytes += size; bytes > mostBytes; order.RemoveFirst())
            {
                bytes -= order.First!.Value.Bytes;
                all.Remove(order.First.Value.Key);
            }
        }
        return value;
    }
}
