using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Threading.Channels;
using NodaTime;
using Surety.Backtests;
using Surety.Calendars;
using Surety.Journal;
using Surety.Scope;
using Surety.Statements;
using Surety.Storage.Exclusions;
using Surety.Storage.Records;
using Surety.Web.Agreements;

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
    const long MostBytes = 32 << 20;

    /// <summary>So many agreements are kept in a few words.</summary>
    const int MostBrief = 50_000;

    /// <summary>So many bytes, about, are kept of standings, statements and previews as they were worked out, for pages that open their reasons.</summary>
    internal long MostOpenedBytes { get; init; } = 96 << 20;

    /// <summary>So many wait for a turn, or for what somebody else works out; the next ones are told to come again.</summary>
    internal int MostWaiting { get; init; } = 200;

    /// <summary>So long figures that move with time hold.</summary>
    static readonly Duration Holds = Duration.FromMinutes(1);

    /// <summary>So old a few words may be, and from then on they are worked out anew in the background.</summary>
    static readonly Duration BriefHolds = Duration.FromMinutes(5), BriefAges = Duration.FromMinutes(4), BriefSettles = Duration.FromSeconds(15);

    readonly ConcurrentDictionary<string, Kept> kept = new(StringComparer.Ordinal);
    readonly SemaphoreSlim turns = new(Environment.ProcessorCount);
    readonly Channel<string> stale = Channel.CreateBounded<string>(10_000);
    readonly CancellationTokenSource stopping = new();
    readonly Lock cleaning = new();
    readonly Dictionary<(string Space, object About), LinkedListNode<(string Space, object About, Opened What)>> opened = [];
    readonly LinkedList<(string Space, object About, Opened What)> order = [];
    readonly Dictionary<(string Space, object About), Task> making = [];
    Task? refreshing;
    int waiting;
    long bytes, openedBytes;

    sealed class Kept
    {
        public Looked? Looked;
        public Task<(Looked Looked, Opened<SpaceStanding>? Opened)>? Running;
        public long Used;
        public int IsStale;
        public long CheckedAt;
    }

    /// <summary>Something that opens its reasons when it is asked: one asks at a time.</summary>
    /// <param name="rests">The spaces that it rests on, and how many entries each had; none: on what never changes.</param><param name="from">When it was worked out.</param><param name="until">So long it holds.</param><param name="bytes">So many it takes, about.</param>
    abstract class Opened(ValueList<(string Space, long Size)> rests, Instant from, Instant until, long bytes)
    {
        protected SemaphoreSlim Turn { get; } = new(1);

        public ValueList<(string Space, long Size)> Rests => rests;

        public long Bytes => bytes;

        public bool IsAt(Instant now) => from <= now && now < until;
    }

    sealed class Opened<T>(T value, ValueList<(string Space, long Size)> rests, Instant from, Instant until, long bytes) : Opened(rests, from, until, bytes)
    {
        public T Value => value;

        /// <summary>Waits until nobody else reads it; give the turn back.</summary>
        public Task TakeAsync(CancellationToken cancellation) => Turn.WaitAsync(cancellation);

        public void GiveBack() => Turn.Release();
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

    /// <summary>Where an agreement stands now, with every verdict and its reasons: worked out once for all pages of it, and kept while it is one of those that were asked for last.</summary>
    /// <param name="space">Its name; whoever asks may see it.</param><param name="use">Reads it; nobody else does meanwhile, since reasons are opened when they are asked for.</param><param name="cancellation">Ends the waiting, not the work.</param>
    /// <returns><c>null</c>: too many wait.</returns>
    /// <exception cref="RecordDamaged">It is not as it was written.</exception>
    internal Task<T?> StandingAsync<T>(string space, Func<SpaceStanding, Task<T>> use, CancellationToken cancellation)
        where T : class => UseAsync(async () =>
    {
        var entry = Entry(space);
        if (Found<SpaceStanding>(space, typeof(SpaceStanding)) is { } known && await HoldsAsync(known, cancellation)) return known;
        while (true)
        {
            var (running, isOwn) = Begin(space, entry, false, isOpened: true);
            var (_, made) = await running.WaitAsync(cancellation);
            if (made is not null && (isOwn || await HoldsAsync(made, cancellation))) return made;
        }
    }, use, cancellation);

    /// <summary>A published statement with its reasons, worked out again from what it rests on and kept likewise.</summary>
    /// <param name="space">Name of the agreement; whoever asks may see it.</param><param name="published">The statement.</param><param name="use">Reads it; nobody else does meanwhile. Refused: it cannot be worked out again.</param><param name="cancellation">Ends the waiting.</param>
    /// <returns><c>null</c>: too many wait.</returns>
    internal Task<T?> PublishedAsync<T>(string space, PublishedStatement published, Func<Result<Statement>, Task<T>> use, CancellationToken cancellation)
        where T : class => KeptAsync(space, published.What.Result, async reading => await RecordedSpace.AgainAsync(reading, space, published, stopping.Token) switch
        {
            Result<Publication>.Ok { Value: var again } => new(new Result<Statement>.Ok(again.Statement), [], Instant.MinValue, Instant.MaxValue, again.Bytes.Length),
            Result<Publication>.Refused no => new Opened<Result<Statement>>(new Result<Statement>.Refused(no.Problems), [], store.Now, store.Now + Holds, 1000),
        }, use, cancellation);

    /// <summary>What is known now of a period that is not published, likewise.</summary>
    /// <param name="space">Name of the agreement; whoever asks may see it.</param><param name="period">As people write it: <c>2026-10</c>.</param><param name="use">Reads it; nobody else does meanwhile. Refused: it has not begun, or nothing is in force.</param><param name="cancellation">Ends the waiting.</param>
    /// <returns><c>null</c>: too many wait.</returns>
    internal Task<T?> KnownAsync<T>(string space, string period, Func<Result<Statement>, Task<T>> use, CancellationToken cancellation)
        where T : class => KeptAsync(space, (typeof(Statement), period), async reading =>
        {
            var now = Instant.FromUnixTimeTicks(store.Now.ToUnixTimeTicks());
            var (rests, known) = (await RestsAsync(reading, space, stopping.Token), await AsKnown.BegunAsync(reading, space, period, now, stopping.Token));
            return known switch
            {
                Result<Publication>.Ok { Value: var then } => new(new Result<Statement>.Ok(then.Statement), rests, now, now + Holds, then.Bytes.Length),
                Result<Publication>.Refused no => new Opened<Result<Statement>>(new Result<Statement>.Refused(no.Problems), rests, now, now + Holds, 1000),
            };
        }, use, cancellation);

    /// <summary>What an open proposal would change, likewise.</summary>
    /// <param name="space">Name of the agreement; whoever asks may see it.</param><param name="proposal">Its name.</param><param name="use">Reads it; nobody else does meanwhile. Refused: there is none, it was answered, or it can no longer be accepted.</param><param name="cancellation">Ends the waiting.</param>
    /// <returns><c>null</c>: too many wait.</returns>
    internal Task<T?> PreviewAsync<T>(string space, string proposal, Func<Result<ProposalPreview>, Task<T>> use, CancellationToken cancellation)
        where T : class => KeptAsync(space, (typeof(ProposalPreview), proposal), async reading =>
        {
            var now = Instant.FromUnixTimeTicks(store.Now.ToUnixTimeTicks());
            var (rests, preview) = (await RestsAsync(reading, space, stopping.Token), await Proposals.PreviewAsync(reading, space, proposal, now, stopping.Token));
            return new Opened<Result<ProposalPreview>>(preview, rests, now, now + Holds, preview is Result<ProposalPreview>.Ok { Value: var ok } ? ok.Bytes : 1000);
        }, use, cancellation);

    /// <summary>So long a back-test stands where no fact comes: it is of months that are over.</summary>
    static readonly Duration BacktestHolds = Duration.FromHours(1);

    /// <summary>So many months that are over are tried.</summary>
    internal const int MonthsTried = 12;

    /// <summary>What the text that is in force now would have come to in the last months that are over, with other targets too; likewise.</summary>
    /// <param name="space">Name of the agreement; whoever asks may see it.</param><param name="use">Reads it; nobody else does meanwhile. <c>null</c>: nothing is in force, or no month with facts is over.</param><param name="cancellation">Ends the waiting.</param>
    /// <returns><c>null</c>: too many wait.</returns>
    internal Task<T?> BacktestAsync<T>(string space, Func<Backtest?, Task<T>> use, CancellationToken cancellation)
        where T : class => KeptAsync(space, typeof(Backtest), async reading =>
        {
            var now = Instant.FromUnixTimeTicks(store.Now.ToUnixTimeTicks());
            var rests = await RestsAsync(reading, space, stopping.Token);
            var test = (Backtest?)null;
            if (await RecordedSpace.NowAsync(reading, space, stopping.Token) is Result<RecordedSpace>.Ok { Value: { Versions: { } versions } known })
            {
                var (text, facts) = (versions.At(now), (await known.FactsAsync(reading, now, stopping.Token)).Facts);
                // Nothing is owed for months behind the last day.
                var over = versions.TimeIn(facts).LastDay is { } last ? Instant.Min(now, WindowRule.Month.At(LocalTimes.StartOf(last, text.Zone), text.Zone).Time.End) : now;
                // Of months before anybody measured nothing is known, whatever the text makes of silence.
                if (facts.FirstMeasured?.InZone(text.Zone).Date is { } measured && BacktestQuestion.LastMonths(LocalDate.Max(versions.All[0].Term.From, measured), over, text.Zone, MonthsTried) is { Count: > 0 } months) test = Backtest.Of(text, facts, months, now);
            }
            return new Opened<Backtest?>(test, rests, now, now + BacktestHolds, test is null ? 1000 : 50_000 + (test.Curves.Sum(c => c.Points.Count) * 500L));
        }, use, cancellation);

    /// <summary>What a month would come to now, had only one of the sides measured, likewise.</summary>
    /// <param name="seat">Who sits at the agreement; whoever asks may see it.</param><param name="month">A month that has begun.</param><param name="use">Reads it; nobody else does meanwhile. <c>null</c>: only one side measures, or nothing is in force.</param><param name="cancellation">Ends the waiting.</param>
    /// <returns><c>null</c>: too many wait.</returns>
    internal Task<T?> SidesAsync<T>(Storage.People.Seat seat, Window month, Func<MeasuredBySides?, Task<T>> use, CancellationToken cancellation)
        where T : class => KeptAsync(seat.Space, (typeof(MeasuredBySides), month.Name), async reading =>
        {
            var now = Instant.FromUnixTimeTicks(store.Now.ToUnixTimeTicks());
            var rests = await RestsAsync(reading, seat.Space, stopping.Token);
            var sides = await RecordedSpace.NowAsync(reading, seat.Space, stopping.Token) is Result<RecordedSpace>.Ok { Value: var known } ? await MeasuredBySides.OfAsync(reading, known, seat, month, now, stopping.Token) : null;
            return new Opened<MeasuredBySides?>(sides, rests, now, now + Holds, sides?.Bytes ?? 1000);
        }, use, cancellation);

    /// <summary>So many parts of a list are opened for whoever looks at a page.</summary>
    const int MostParts = 1_000;

    /// <summary>A statement with long lists opened as far as a page shows them, likewise.</summary>
    /// <param name="space">Name of the agreement; whoever asks may see it.</param><param name="published">The statement; <c>null</c>: what is known now of a period.</param><param name="period">That period; <c>null</c>: the month that runs.</param><param name="use">Reads it; nobody else does meanwhile. Refused: nothing is in force, or the period has not begun.</param><param name="cancellation">Ends the waiting.</param>
    /// <returns><c>null</c>: too many wait.</returns>
    internal Task<T?> OpenedAsync<T>(string space, PublishedStatement? published, string? period, Func<Result<Statement>, Task<T>> use, CancellationToken cancellation)
        where T : class => KeptAsync(space, (typeof(AsKnown), published?.What.Result, period), async reading =>
        {
            var now = Instant.FromUnixTimeTicks(store.Now.ToUnixTimeTicks());
            var rests = published is null ? await RestsAsync(reading, space, stopping.Token) : [];
            var (from, until) = published is null ? (now, now + Holds) : (Instant.MinValue, Instant.MaxValue);
            var looking = published is null ? await AsKnown.NowAsync(reading, space, now, stopping.Token) : await AsKnown.OfAsync(reading, space, published, stopping.Token);
            if (looking is not Result<AsKnown>.Ok { Value: var known }) return new Opened<Result<Statement>>(new Result<Statement>.Refused(((Result<AsKnown>.Refused)looking).Problems), rests, now, now + Holds, 1000);
            var begun = published is not null || period is not null ? known.Begun(published?.What.Period ?? period!) : new Result<Window>.Ok(WindowRule.Month.At(known.AsOf, known.Versions.Newest.Zone));
            if (begun is not Result<Window>.Ok { Value: var window }) return new Opened<Result<Statement>>(new Result<Statement>.Refused(((Result<Window>.Refused)begun).Problems), rests, now, now + Holds, 1000);
            var statement = known.Opened(window, MostParts);
            return new Opened<Result<Statement>>(new Result<Statement>.Ok(statement), rests, from, until, known.BytesOf(statement));
        }, use, cancellation);

    /// <summary>The agreement and the feeds that it reads, as long as they are.</summary>
    static async Task<ValueList<(string, long)>> RestsAsync(Reading reading, string space, CancellationToken cancellation)
    {
        var feeds = await RecordedSpace.NowAsync(reading, space, cancellation) is Result<RecordedSpace>.Ok { Value: var there } ? there.Reads : [];
        var sizes = await reading.SizesAsync([space, .. feeds], cancellation);
        return feeds.Prepend(space).Select(s => (s, sizes.GetValueOrDefault(s))).ToValueList();
    }

    /// <summary>Reads something that is kept for as long as nothing comes that it would rest on, within a minute; it is worked out by one at a time, whoever else asks waits for it.</summary>
    Task<TUsed?> KeptAsync<T, TUsed>(string space, object about, Func<Reading, Task<Opened<T>>> make, Func<T, Task<TUsed>> use, CancellationToken cancellation)
        where TUsed : class => UseAsync(async () =>
    {
        while (true)
        {
            var found = Found<T>(space, about);
            if (found is not null && await HoldsAsync(found, cancellation)) return found;
            Task<Opened<T>> running;
            var isOwn = false;
            lock (opened)
            {
                if (making.TryGetValue((space, about), out var others)) running = (Task<Opened<T>>)others;
                else if (opened.TryGetValue((space, about), out var there) && there.Value.What != found) continue;
                else
                {
                    ObjectDisposedException.ThrowIf(stopping.IsCancellationRequested, this);
                    (making[(space, about)], isOwn) = (running = Task.Run(() => MakeAsync(space, about, make)), true);
                }
            }
            var made = await running.WaitAsync(cancellation);
            // What somebody else began may not have seen what was written since.
            if (isOwn || await HoldsAsync(made, cancellation)) return made;
        }
    }, use, cancellation);

    async Task<Opened<T>> MakeAsync<T>(string space, object about, Func<Reading, Task<Opened<T>>> make)
    {
        try
        {
            await turns.WaitAsync(stopping.Token);
            try
            {
                Interlocked.Increment(ref Evaluations);
                await using var reading = await store.LookAsync(stopping.Token);
                return Keep(space, about, await make(reading));
            }
            finally
            {
                turns.Release();
            }
        }
        finally
        {
            lock (opened) making.Remove((space, about));
        }
    }

    /// <summary>Waits for something, and reads it when nobody else does.</summary>
    /// <returns><c>null</c>: too many wait.</returns>
    async Task<TUsed?> UseAsync<T, TUsed>(Func<Task<Opened<T>>> find, Func<T, Task<TUsed>> use, CancellationToken cancellation)
        where TUsed : class
    {
        if (Interlocked.Increment(ref waiting) > MostWaiting)
        {
            Interlocked.Decrement(ref waiting);
            return null;
        }
        Opened<T> found;
        try
        {
            found = await find();
            await found.TakeAsync(cancellation);
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
        try
        {
            return await use(found.Value);
        }
        finally
        {
            found.GiveBack();
        }
    }

    async Task<bool> HoldsAsync(Opened known, CancellationToken cancellation)
    {
        if (!known.IsAt(store.Now) || known.Rests.Count == 0) return known.IsAt(store.Now);
        await using var reading = await store.LookAsync(cancellation);
        var sizes = await reading.SizesAsync([.. known.Rests.Select(r => r.Space)], cancellation);
        return known.Rests.All(r => sizes.GetValueOrDefault(r.Space) == r.Size);
    }

    Opened<T>? Found<T>(string space, object about)
    {
        lock (opened)
        {
            if (!opened.TryGetValue((space, about), out var found)) return null;
            // Used last, it goes last.
            order.Remove(found);
            order.AddLast(found);
            return (Opened<T>)found.Value.What;
        }
    }

    Opened<T> Keep<T>(string space, object about, Opened<T> made)
    {
        lock (opened)
        {
            if (opened.TryGetValue((space, about), out var old)) LetGo(old);
            opened[(space, about)] = order.AddLast((space, about, made));
            // The last one stays, however much it is: whoever asked for it asks for the next page of it.
            for (openedBytes += made.Bytes; openedBytes > MostOpenedBytes && order.Count > 1;) LetGo(order.First!);
        }
        return made;

        void LetGo(LinkedListNode<(string Space, object About, Opened What)> gone)
        {
            openedBytes -= gone.Value.What.Bytes;
            opened.Remove((gone.Value.Space, gone.Value.About));
            order.Remove(gone);
        }
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
            if (entry.Looked is not { } known || IsOld(known.Brief))
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

    /// <summary>Whether a few words are older than anybody should be told without being told so.</summary>
    internal bool IsOld(BriefStanding brief) => store.Now < brief.AsOf || store.Now - brief.AsOf >= BriefHolds;

    /// <summary>Where several agreements stood when somebody looked last, however long ago, without waiting for anything: those of which nothing is known yet, or for long, are worked out in the background.</summary>
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
                return (looked, isOpened || Found<SpaceStanding>(space, typeof(SpaceStanding)) is not null ? Keep(space, typeof(SpaceStanding), new Opened<SpaceStanding>(standing, looked.Rests, looked.AsOf, Instant.Min(looked.AsOf + Holds, looked.Brief.ChangesAt), standing.Bytes)) : null);
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
        // What nobody has signed yet has the title and the clock of its text.
        var proposed = standing is { Agreement: null, IsFeed: false, IsUnreadable: false } ? (await KnownAgreement.FindAsync(reading, space, cancellation))?.Newest : null;
        var brief = BriefStanding.Of(standing, queue, await Portfolio.Waiting.OfAsync(reading, standing, proposed?.Zone ?? standing.Zone, cancellation));
        if (proposed is not null) brief = brief with { Title = proposed.Title, Provider = proposed.Parties.Provider.Name, Customer = proposed.Parties.Customer.Name, Zone = proposed.Zone };
        return (new(
            standing.Reads.Prepend(space).Distinct().Select(s => (s, sizes.GetValueOrDefault(s))).ToValueList(), now, brief, new(levels.WrittenMemory.ToArray(), state, queue, standing.LevelNames, standing.Why, standing.IsFeed)), standing);
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
                    Interlocked.Add(ref bytes, -(entry.Looked?.Whole?.Bytes ?? 0));
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
        List<Task> all;
        lock (opened) all = [.. making.Values];
        all.AddRange(kept.Values.Select(e => e.Running).OfType<Task>());
        foreach (var running in all) await running.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }
}
