using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Threading.Channels;
using NodaTime;
using Surety.Journal;
using Surety.Statements;
using Surety.Storage.Records;

namespace Surety.Web.Statements;

/// <summary>Where an agreement stood when it was worked out.</summary>
/// <param name="Rests">The spaces that it rests on, its own first, and how many entries each had; 0: there is none.</param>
/// <param name="AsOf">When.</param>
/// <param name="Brief">In a few words and numbers.</param>
/// <param name="Whole">All of it; <c>null</c>: it was let go, since memory is bounded.</param>
sealed record Looked(ValueList<(string Space, long Size)> Rests, Instant AsOf, BriefStanding Brief, WholeStanding? Whole)
{
    /// <summary>Whether the record has nothing more that it would rest on.</summary>
    public bool IsOf(IReadOnlyDictionary<string, long> sizes) => Rests.All(r => sizes.GetValueOrDefault(r.Space) == r.Size);
}

/// <summary>All that is told of where an agreement stands.</summary>
/// <param name="Levels">As JSON.</param><param name="State">The statement of the running month as JSON; <c>null</c>: nobody has asked for it.</param><param name="Queue">Tickets whose clocks run or stand still.</param><param name="LevelNames">Levels of all versions; none: no version came into force.</param><param name="Why">Why no month runs; <c>null</c>: one does.</param><param name="IsFeed">Whether it is no agreement.</param>
sealed record WholeStanding(ReadOnlyMemory<byte> Levels, ReadOnlyMemory<byte>? State, ValueList<RunningTicket> Queue, ValueList<string> LevelNames, string? Why, bool IsFeed)
{
    /// <summary>So many bytes it takes, about.</summary>
    public long Bytes => 1000 + Levels.Length + (State?.Length ?? 0) + (Queue.Count * 600L);
}

/// <summary>
/// Where agreements stand, kept for as long as it holds: for the same entries of the agreement and of the feeds that it reads, within a minute. Each agreement is worked out by one at a time, whoever else asks waits
/// for it; what takes memory is let go where it becomes too much. It is worked out on the machine's behalf: whoever asks was let in at the door, and versions in force have the consent of whoever owns the feeds.
/// </summary>
/// <param name="store">The record.</param>
public sealed class WorkedOut(Store store) : IAsyncDisposable
{
    /// <summary>So many bytes are kept of agreements.</summary>
    const long MostBytes = 96 << 20;

    /// <summary>So many agreements are kept in a few words.</summary>
    const int MostBrief = 50_000;

    /// <summary>So many standings and statements are kept as they were worked out, for pages that open their reasons; and so many bytes of them, about.</summary>
    const int MostOpened = 16;

    const long MostOpenedBytes = 192 << 20;

    /// <summary>So many wait for a turn; the next ones are told to come again.</summary>
    const int MostWaiting = 200;

    /// <summary>So long figures that move with time hold.</summary>
    static readonly Duration Holds = Duration.FromMinutes(1);

    /// <summary>So old a few words may be, and from then on they are worked out anew in the background.</summary>
    static readonly Duration BriefHolds = Duration.FromMinutes(5), BriefAges = Duration.FromMinutes(4), BriefSettles = Duration.FromSeconds(15);

    readonly ConcurrentDictionary<string, Kept> kept = new(StringComparer.Ordinal);
    readonly SemaphoreSlim turns = new(Environment.ProcessorCount);
    readonly Channel<string> stale = Channel.CreateBounded<string>(10_000);
    readonly CancellationTokenSource stopping = new();
    readonly Lock cleaning = new();
    readonly List<(string Space, object About, Opened What)> opened = [];
    Task? refreshing;
    int waiting;
    long bytes;

    sealed class Kept
    {
        public Looked? Looked;
        public Task<(Looked Looked, Opened<SpaceStanding>? Opened)>? Running;
        public long Used;
        public int IsStale;
        public long CheckedAt;
    }

    /// <summary>Something that opens its reasons when it is asked: one asks at a time.</summary>
    abstract class Opened(long bytes)
    {
        protected SemaphoreSlim Turn { get; } = new(1);

        public long Bytes => bytes;
    }

    sealed class Opened<T>(T value, Looked? looked, long bytes) : Opened(bytes)
    {
        public Looked? Looked => looked;

        public async Task<TResult> UseAsync<TResult>(Func<T, Task<TResult>> use, CancellationToken cancellation)
        {
            await Turn.WaitAsync(cancellation);
            try
            {
                return await use(value);
            }
            finally
            {
                Turn.Release();
            }
        }
    }

    /// <summary>Titles of agreements, each of a state of its texts.</summary>
    internal ConcurrentDictionary<string, (long Revised, string Title)> Titles { get; } = new(StringComparer.Ordinal);

    /// <summary>Parties by who may know of them, since each page names them.</summary>
    internal ConcurrentDictionary<(string For, string Handle), Storage.People.Party> Parties { get; } = new();

    /// <summary>So many evaluations were made; for tests.</summary>
    internal long Evaluations;

    /// <summary>Where an agreement stands now.</summary>
    /// <param name="space">Its name; whoever asks may see it.</param><param name="withState">Whether the whole statement is wanted.</param><param name="cancellation">Ends the waiting, not the work.</param>
    /// <exception cref="RecordDamaged">It is not as it was written.</exception>
    internal async Task<Looked> NowAsync(string space, bool withState, CancellationToken cancellation)
    {
        var entry = Entry(space);
        if (entry.Looked is { } known && await HoldsAsync(known, withState, cancellation)) return known;
        while (true)
        {
            var (running, isOwn) = Begin(space, entry, withState);
            var (looked, _) = await running.WaitAsync(cancellation);
            // What somebody else began may not have seen what was written since.
            if (isOwn || await HoldsAsync(looked, withState, cancellation)) return looked;
        }
    }

    /// <summary>Where an agreement stands now, with every verdict and its reasons: worked out once for all pages of it, and kept while it is one of the last that were asked for.</summary>
    /// <param name="space">Its name; whoever asks may see it.</param><param name="use">Reads it; nobody else does meanwhile, since reasons are opened when they are asked for.</param><param name="cancellation">Ends the waiting, not the work.</param>
    /// <exception cref="RecordDamaged">It is not as it was written.</exception>
    internal async Task<T> StandingAsync<T>(string space, Func<SpaceStanding, Task<T>> use, CancellationToken cancellation)
    {
        var entry = Entry(space);
        if (Found<SpaceStanding>(space, typeof(SpaceStanding)) is { } known && await HoldsAsync(known.Looked!, false, cancellation)) return await known.UseAsync(use, cancellation);
        while (true)
        {
            var (running, isOwn) = Begin(space, entry, false, isOpened: true);
            var (looked, made) = await running.WaitAsync(cancellation);
            if (made is not null && (isOwn || await HoldsAsync(looked, false, cancellation))) return await made.UseAsync(use, cancellation);
        }
    }

    /// <summary>A published statement with its reasons, worked out again from what it rests on and kept likewise.</summary>
    /// <param name="space">Name of the agreement; whoever asks may see it.</param><param name="published">The statement.</param><param name="use">Reads it; nobody else does meanwhile. Refused: it cannot be worked out again.</param><param name="cancellation">Ends the waiting.</param>
    /// <returns><c>null</c>: too many wait.</returns>
    internal async Task<T?> PublishedAsync<T>(string space, PublishedStatement published, Func<Result<Statement>, Task<T>> use, CancellationToken cancellation)
        where T : class
    {
        if (Found<Result<Statement>>(space, published.What.Result) is { } known) return await known.UseAsync(use, cancellation);
        var made = await TurnAsync(async () =>
        {
            Interlocked.Increment(ref Evaluations);
            await using var reading = await store.LookAsync(cancellation);
            return await RecordedSpace.AgainAsync(reading, space, published, cancellation) switch
            {
                Result<Publication>.Ok { Value: var again } => Keep(space, published.What.Result, new Opened<Result<Statement>>(new Result<Statement>.Ok(again.Statement), null, 8L * again.Bytes.Length)),
                Result<Publication>.Refused no => new Opened<Result<Statement>>(new Result<Statement>.Refused(no.Problems), null, 0),
            };
        }, cancellation);
        return made is null ? null : await made.UseAsync(use, cancellation);
    }

    Opened<T>? Found<T>(string space, object about)
    {
        lock (opened)
        {
            if (opened.FindIndex(o => o.Space == space && o.About.Equals(about)) is not (>= 0 and var at)) return null;
            // Used last, it goes last.
            var found = opened[at];
            opened.RemoveAt(at);
            opened.Add(found);
            return (Opened<T>)found.What;
        }
    }

    Opened<T> Keep<T>(string space, object about, Opened<T> made)
    {
        lock (opened)
        {
            opened.RemoveAll(o => o.Space == space && o.About.Equals(about));
            opened.Add((space, about, made));
            while (opened.Count > 1 && (opened.Count > MostOpened || opened.Sum(o => o.What.Bytes) > MostOpenedBytes)) opened.RemoveAt(0);
        }
        return made;
    }

    /// <summary>Where several agreements stand, in a few words: at most five minutes old, and worked out anew in the background where something has changed.</summary>
    /// <param name="spaces">Their names.</param><param name="cancellation">Ends the waiting.</param>
    /// <returns>In the same order.</returns>
    internal async Task<BriefStanding[]> BriefAsync(IReadOnlyList<string> spaces, CancellationToken cancellation)
    {
        var found = new BriefStanding[spaces.Count];
        var missing = new List<int>();
        var now = store.Now;
        for (var i = 0; i < spaces.Count; i++)
        {
            var entry = Entry(spaces[i]);
            if (entry.Looked is not { } known || now < known.AsOf || now - known.AsOf >= BriefHolds)
            {
                missing.Add(i);
                continue;
            }
            found[i] = known.Brief;
            if (now - known.AsOf >= BriefSettles && now.ToUnixTimeTicks() - Volatile.Read(ref entry.CheckedAt) >= BriefSettles.BclCompatibleTicks && Interlocked.Exchange(ref entry.IsStale, 1) == 0 && !stale.Writer.TryWrite(spaces[i])) entry.IsStale = 0;
        }
        BeginRefreshing();
        await Parallel.ForEachAsync(missing, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation }, async (i, ct) =>
        {
            try
            {
                found[i] = (await NowAsync(spaces[i], false, ct)).Brief;
            }
            catch (RecordDamaged damaged)
            {
                found[i] = BriefStanding.Unreadable(spaces[i], now, damaged.Message);
            }
        });
        return found;
    }

    /// <summary>Where several agreements stood when somebody looked last, without waiting for anything: those of which nothing is known yet, or for long, are worked out in the background.</summary>
    /// <param name="spaces">Their names.</param>
    /// <returns>In the same order; <c>null</c>: nobody has looked yet.</returns>
    internal BriefStanding?[] Known(IReadOnlyList<string> spaces)
    {
        var found = new BriefStanding?[spaces.Count];
        var now = store.Now;
        for (var i = 0; i < spaces.Count; i++)
        {
            var entry = Entry(spaces[i]);
            var known = entry.Looked;
            found[i] = known?.Brief;
            if ((known is null || (now - known.AsOf >= BriefSettles && now.ToUnixTimeTicks() - Volatile.Read(ref entry.CheckedAt) >= BriefSettles.BclCompatibleTicks)) && Interlocked.Exchange(ref entry.IsStale, 1) == 0 && !stale.Writer.TryWrite(spaces[i])) entry.IsStale = 0;
        }
        BeginRefreshing();
        return found;
    }

    void BeginRefreshing()
    {
        if (refreshing is null)
            lock (cleaning) refreshing ??= Task.Run(RefreshAllAsync, CancellationToken.None);
    }

    /// <summary>The spaces that an agreement rests on, as far as somebody has looked: its own, and feeds that it reads.</summary>
    internal IReadOnlyCollection<string> RestsOf(string space) => kept.TryGetValue(space, out var entry) && entry.Looked is { Rests: { Count: > 0 } rests } ? [.. rests.Select(r => r.Space)] : [space];

    /// <summary>Does something that takes a core for a while, when it is its turn.</summary>
    /// <returns><c>null</c>: too many wait.</returns>
    internal async Task<T?> TurnAsync<T>(Func<Task<T>> work, CancellationToken cancellation)
        where T : class
    {
        if (Interlocked.Increment(ref waiting) > MostWaiting)
        {
            Interlocked.Decrement(ref waiting);
            return null;
        }
        try
        {
            await turns.WaitAsync(cancellation);
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
        try
        {
            return await Task.Run(work, cancellation);
        }
        finally
        {
            turns.Release();
        }
    }

    Kept Entry(string space)
    {
        var entry = kept.GetOrAdd(space, _ => new());
        entry.Used = Environment.TickCount64;
        return entry;
    }

    async Task<bool> HoldsAsync(Looked known, bool withState, CancellationToken cancellation)
    {
        var now = store.Now;
        if (known.Whole is not { } whole || (withState && whole.State is null && whole.Why is null) || now < known.AsOf || now - known.AsOf >= Holds || known.Brief.ChangesAt <= now) return false;
        await using var reading = await store.LookAsync(cancellation);
        return known.IsOf(await reading.SizesAsync([.. known.Rests.Select(r => r.Space)], cancellation));
    }

    /// <summary>Whether a few words need not be worked out anew.</summary>
    async Task<bool> HoldsAsync(Looked known, CancellationToken cancellation)
    {
        if (store.Now - known.AsOf >= BriefAges || known.Brief.ChangesAt <= store.Now) return false;
        await using var reading = await store.LookAsync(cancellation);
        return known.IsOf(await reading.SizesAsync([.. known.Rests.Select(r => r.Space)], cancellation));
    }

    (Task<(Looked Looked, Opened<SpaceStanding>? Opened)> Running, bool IsOwn) Begin(string space, Kept entry, bool withState, bool isOpened = false)
    {
        lock (entry)
        {
            if (entry.Running is { } running) return (running, false);
            ObjectDisposedException.ThrowIf(stopping.IsCancellationRequested, this);
            return (entry.Running = Task.Run(() => WorkAsync(space, entry, withState, isOpened)), true);
        }
    }

    async Task<(Looked Looked, Opened<SpaceStanding>? Opened)> WorkAsync(string space, Kept entry, bool withState, bool isOpened)
    {
        try
        {
            await turns.WaitAsync(stopping.Token);
            try
            {
                Interlocked.Increment(ref Evaluations);
                var (looked, standing) = await LookAsync(space, withState || entry.Looked?.Whole?.State is not null, stopping.Token);
                Interlocked.Add(ref bytes, (looked.Whole?.Bytes ?? 0) - (entry.Looked?.Whole?.Bytes ?? 0));
                entry.Looked = looked;
                if (Interlocked.Read(ref bytes) > MostBytes || kept.Count > MostBrief) Clean();
                // What nobody looks at page by page is not kept.
                return (looked, isOpened || Found<SpaceStanding>(space, typeof(SpaceStanding)) is not null ? Keep(space, typeof(SpaceStanding), new Opened<SpaceStanding>(standing, looked, standing.Bytes)) : null);
            }
            finally
            {
                turns.Release();
            }
        }
        finally
        {
            lock (entry) entry.Running = null;
        }
    }

    async Task<(Looked Looked, SpaceStanding Standing)> LookAsync(string space, bool withState, CancellationToken cancellation)
    {
        await using var reading = await store.LookAsync(cancellation);
        var now = Instant.FromUnixTimeTicks(store.Now.ToUnixTimeTicks());
        var standing = await SpaceStanding.OfAsync(reading, space, now, cancellation);
        var sizes = await reading.SizesAsync([space, .. standing.Reads], cancellation);
        var levels = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(levels, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            standing.Write(json);
            json.WriteEndObject();
        }
        var queue = standing.Queue;
        var state = withState && standing.Running is { } running ? Encoding.UTF8.GetBytes(StatementJson.Of(running)) : (ReadOnlyMemory<byte>?)null;
        return (new(
            standing.Reads.Prepend(space).Distinct().Select(s => (s, sizes.GetValueOrDefault(s))).ToValueList(), now, BriefStanding.Of(standing, queue, await Portfolio.Waiting.OfAsync(reading, standing, cancellation)), new(levels.WrittenMemory.ToArray(), state, queue, standing.LevelNames, standing.Why, standing.IsFeed)), standing);
    }

    /// <summary>Lets go of what was asked for longest ago.</summary>
    void Clean()
    {
        if (!cleaning.TryEnter()) return;
        try
        {
            foreach (var (_, entry) in kept.OrderBy(e => e.Value.Used).ToList())
            {
                if (Interlocked.Read(ref bytes) <= MostBytes / 4 * 3) break;
                if (entry.Looked is not { Whole: { } whole } looked) continue;
                if (Interlocked.CompareExchange(ref entry.Looked, looked with { Whole = null }, looked) == looked) Interlocked.Add(ref bytes, -whole.Bytes);
            }
            if (kept.Count > MostBrief)
                foreach (var (space, entry) in kept.OrderBy(e => e.Value.Used).Take(kept.Count / 4).ToList())
                    if (entry.Running is null && kept.TryRemove(space, out var gone)) Interlocked.Add(ref bytes, -(gone.Looked?.Whole?.Bytes ?? 0));
        }
        finally
        {
            cleaning.Exit();
        }
    }

    /// <summary>Works those out anew of which something has changed, one after the other.</summary>
    async Task RefreshAllAsync()
    {
        try
        {
            await foreach (var space in stale.Reader.ReadAllAsync(stopping.Token))
            {
                if (!kept.TryGetValue(space, out var entry)) continue;
                Volatile.Write(ref entry.CheckedAt, store.Now.ToUnixTimeTicks());
                Volatile.Write(ref entry.IsStale, 0);
                try
                {
                    if (entry.Looked is not { } known || !await HoldsAsync(known, stopping.Token)) await Begin(space, entry, false).Running;
                }
                catch (Exception e) when (StoreTrouble.Of(e, store.Address) is not null)
                {
                    // Whoever asks for it is told.
                }
                catch (Exception e) when (e is not (OperationCanceledException or ObjectDisposedException))
                {
                    // A fault in one agreement is none of the others': whoever looks at it alone is told more.
                    entry.Looked = new([], store.Now, BriefStanding.Unreadable(space, store.Now, e is RecordDamaged ? e.Message : "it cannot be worked out"), null);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
        }
    }

    /// <summary>Waits for what runs, and begins nothing more.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        if (refreshing is { } background) await background;
        foreach (var (_, entry) in kept)
            if (entry.Running is { } running) await running.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }
}
