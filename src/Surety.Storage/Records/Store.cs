using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using NodaTime;
using Npgsql;
using Surety.Journal;
using Surety.Storage.People;

namespace Surety.Storage.Records;

/// <summary>
/// A record on one of the two databases. Whatever is written goes through one queue: what waits together is committed together, and nobody hears of it before it is on the disk. Reading needs no queue, and
/// no lock.
/// </summary>
public sealed class Store : IAsyncDisposable
{
    /// <summary>The most writes that share a commit.</summary>
    const int MostTogether = 100;

    /// <summary>So often a commit is tried that another program was in the way of.</summary>
    const int MostAttempts = 5;

    /// <summary>What the store does, for whoever traces it; nothing where nobody does.</summary>
    public static readonly ActivitySource Spans = new("Surety.Store");

    readonly Database database;
    readonly IClock time;
    readonly FileStream? held;
    DbConnection? writer;
    readonly Channel<Pending> waiting;
    readonly Store? whole;
    readonly Access acting = new Access.All();
    readonly Func<object?, Reading, Task>? also;
    readonly TimeSpan? longestWait;
    readonly Task writing;
    readonly Dictionary<string, SpaceHead> heads = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, bool> openFeeds = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, (long Revised, Instant Until, Surety.Statements.KnownNames? Names)> knownNames = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, Instant> notLookedAt = new(StringComparer.Ordinal);
    PreparedCommands? prepared;
    Exception? broken;
    bool leftovers;

    // What the last commit was about is in the record, whatever failed after it: it is not written again.
    bool isThere;

    Store(StoreAddress address, Database database, IClock time, FileStream? held, DbConnection? writer, MachineKey? key)
    {
        (Address, this.database, this.time, this.held, this.writer, Key) = (address, database, time, held, writer, key);
        Denials = new(this);
        waiting = Channel.CreateBounded<Pending>(new BoundedChannelOptions(10_000) { SingleReader = true });
        prepared = writer is null ? null : new(writer);
        writing = writer is null ? Task.CompletedTask : Task.Run(WriteAllAsync);
    }

    // The same store, on somebody's behalf: whatever is written goes through the queue of the whole.
    Store(Store whole, Access acting, Func<object?, Reading, Task>? also, TimeSpan? longestWait)
    {
        (this.also, this.longestWait, Denials) = (also, longestWait, whole.Denials);
        (this.whole, this.acting, Address, database, time, Key, CheckpointAfter) = (whole, acting, whole.Address, whole.database, whole.time, whole.Key, whole.CheckpointAfter);
        (waiting, writing) = (whole.waiting, Task.CompletedTask);
    }

    /// <summary>The same store, on behalf of somebody: looks and writes that say nothing else are. It need not be disposed.</summary>
    /// <param name="access">On whose behalf.</param>
    /// <param name="longestWait">What is written to a space through it fails with <see cref="StoreBusy"/> where its turn comes later than this; <c>null</c>: it is written, however long that takes.</param>
    public Store For(Access access, TimeSpan? longestWait = null) => new(whole ?? this, access, null, longestWait);

    /// <summary>The same store, which does something more in the transaction of whatever is written through it: both are there, or neither.</summary>
    /// <param name="also">Gets what the writer wants to know, and sees what it wrote as if it were there already; it runs again where another program was in the way. Refused, it does not run.</param>
    public Store Also(Func<object?, Reading, Task> also) => new(whole ?? this, acting, also, longestWait);

    /// <summary>Where it is.</summary>
    public StoreAddress Address { get; }

    /// <summary>Signs checkpoints; <c>null</c>: the store is only read.</summary>
    public MachineKey? Key { get; }

    /// <summary>What opening it did to its schema; <c>null</c>: nothing, or it was begun.</summary>
    public Upgrade? Upgrade => database.Upgrade is { Before: > 0, Steps.Count: > 0 } upgrade ? upgrade : null;

    /// <summary>How long a journal grows without a checkpoint.</summary>
    public Duration CheckpointAfter { get; init; } = Duration.FromMinutes(5);

    /// <summary>Whether the disk failed: nothing more is accepted.</summary>
    public bool IsBroken => (whole ?? this).broken is not null;

    /// <summary>Whether the database itself holds every party to its own, whatever a query says; a file does not, and a server only where its user is neither its administrator nor above its rules.</summary>
    public bool IsGuarded => database.IsGuarded;

    /// <summary>Whoever is not allowed something again and again: what is noted of it is bounded.</summary>
    public Denials Denials { get; }

    /// <summary>Names of feeds that somebody found open.</summary>
    internal ConcurrentDictionary<string, bool> OpenFeeds => (whole ?? this).openFeeds;

    /// <summary>Names that agreements have, by space and sender, each as long as it holds.</summary>
    internal ConcurrentDictionary<string, (long Revised, Instant Until, Surety.Statements.KnownNames? Names)> KnownNames => (whole ?? this).knownNames;

    /// <summary>Spaces of whose facts nobody can tell which came too late, as something went wrong there, each with until when nobody looks again.</summary>
    internal ConcurrentDictionary<string, Instant> NotLookedAt => (whole ?? this).notLookedAt;

    /// <summary>So many writes wait for their turn.</summary>
    public int Waiting => waiting.Reader.Count;

    /// <summary>So long the one that was first of those that are committed just now has waited; zero: none are.</summary>
    public TimeSpan Behind => Interlocked.Read(ref (whole ?? this).firstQueued) is > 0 and var since ? Stopwatch.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>So often it committed, and so many writes these commits have.</summary>
    public long Commits => Interlocked.Read(ref (whole ?? this).commits);

    /// <summary>Likewise.</summary>
    public long Writes => Interlocked.Read(ref (whole ?? this).writes);

    long commits, writes, firstQueued;

    /// <summary>What it is now.</summary>
    public Instant Now => time.GetCurrentInstant();

    /// <summary>Opens a store to write to it, and begins one where there is none.</summary>
    /// <param name="address">Where.</param><param name="time">What it is now.</param><param name="cancellation">Ends the waiting.</param>
    /// <param name="checkpointAfter">How long a journal grows without a checkpoint; five minutes where silent.</param>
    /// <returns>Refused: another writer holds it, it is newer than this program, its settings would lose data, the key of this machine cannot be read.</returns>
    /// <exception cref="Exception">What <see cref="StoreTrouble"/> has words for.</exception>
    public static async Task<Result<Store>> WriteAsync(StoreAddress address, IClock time, CancellationToken cancellation, Duration? checkpointAfter = null)
    {
        OwnFolder.Make(address.Folder);
        FileStream? held = null;
        try
        {
            if (address is StoreAddress.InFolder) held = OwnFolder.Hold(Path.Combine(address.Folder, "lock"));
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException) && File.Exists(Path.Combine(address.Folder, "lock")) && e.HResult is 11 or -2147024864)
        {
            return Refused(address, "store.in-use", "Another program is writing to this store.", "Wait for it, or end it; 'status', 'statement', 'doctor' and 'verify' need no turn.");
        }
        var database = Database.At(address);
        DbConnection? writer = null;
        try
        {
            writer = await database.ConnectAsync(writes: true, cancellation);
            var problems = await database.SettingsAsync(writer, address, cancellation);
            if (problems.Count == 0) problems = await database.MigrateAsync(writer, address, cancellation);
            if (problems.Count == 0) await database.FindGuardAsync(writer, cancellation);
            var key = problems.Count == 0 ? MachineKey.In(address.Folder) : new Result<MachineKey>.Refused(problems);
            if (key is Result<MachineKey>.Ok { Value: var machine }) return new Result<Store>.Ok(new(address, database, time, held, writer, machine) { CheckpointAfter = checkpointAfter ?? Duration.FromMinutes(5) });
            await CloseAsync(database, writer, held);
            return new Result<Store>.Refused(((Result<MachineKey>.Refused)key).Problems);
        }
        catch
        {
            await CloseAsync(database, writer, held);
            throw;
        }
    }

    /// <summary>Opens a store to read it, beside whoever writes.</summary>
    /// <returns>Refused: there is none, or it is of another age than this program.</returns>
    /// <exception cref="Exception">What <see cref="StoreTrouble"/> has words for.</exception>
    public static async Task<Result<Store>> ReadAsync(StoreAddress address, IClock time, CancellationToken cancellation)
    {
        if (address is StoreAddress.InFolder { File: var file } && !File.Exists(file)) return new Result<Store>.Refused([StoreTrouble.NoStore(address)]);
        var database = Database.At(address);
        try
        {
            await using var connection = await database.ConnectAsync(writes: false, cancellation);
            var problems = await database.SchemaAsync(connection, address, cancellation);
            if (problems.Count == 0) await database.FindGuardAsync(connection, cancellation);
            if (problems.Count == 0) return new Result<Store>.Ok(new(address, database, time, null, null, null));
            await database.DisposeAsync();
            return new Result<Store>.Refused(problems);
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    static Result<Store> Refused(StoreAddress address, string code, string message, string mend) => new Result<Store>.Refused([new(new($"{address}", 0, 0), Severity.Error, code, message, mend)]);

    /// <summary>A look at the record as it is now; close it.</summary>
    public Task<Reading> LookAsync(CancellationToken cancellation) => LookAsync(acting, cancellation);

    /// <summary>A look at the record as it is now; close it.</summary>
    /// <param name="access">On whose behalf.</param><param name="cancellation">Ends the waiting.</param>
    public async Task<Reading> LookAsync(Access access, CancellationToken cancellation)
    {
        var borrowed = await database.BorrowAsync(cancellation);
        try
        {
            var reading = new Reading(borrowed, await database.Dialect.LookAsync(borrowed.Connection, cancellation));
            await database.ActAsync(reading, access, cancellation);
            return reading;
        }
        catch
        {
            await borrowed.Connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the database itself finds wrong with its pages and indexes, in its words.</summary>
    public Task<List<string>> DamageAsync(Reading reading, CancellationToken cancellation) => database.Dialect.DamageAsync(reading, cancellation);

    /// <summary>Writes to one space: what is decided on what is there is committed whole, or not at all.</summary>
    /// <typeparam name="T">What the writer wants to know afterwards.</typeparam>
    /// <param name="space">Its name; it need not be there yet.</param>
    /// <param name="by">Who writes; <c>null</c>: somebody at the machine itself.</param>
    /// <param name="decide">Looks at the space and stages what is to be written; refused, nothing is.</param>
    /// <param name="cancellation">Ends the waiting, not the writing.</param>
    /// <param name="access">On whose behalf; <c>null</c>: of whom the store is for, which is the machine itself where nobody said <see cref="For"/>.</param>
    /// <exception cref="StoreBroken">The disk failed, now or before.</exception>
    /// <exception cref="StoreBusy">Its turn came later than <see cref="For"/> said it may: nothing is written.</exception>
    public Task<Result<Written<T>>> WriteAsync<T>(string space, string? by, Func<Writing, Task<Result<T>>> decide, CancellationToken cancellation, Access? access = null) => WriteAsync(space, by, decide, null, cancellation, access);

    /// <inheritdoc cref="WriteAsync{T}(string, string?, Func{Writing, Task{Result{T}}}, CancellationToken, Access?)"/>
    /// <param name="space">Likewise.</param><param name="by">Likewise.</param><param name="decide">Likewise.</param><param name="facts">The facts that it will ask for; <c>null</c>: none.</param><param name="cancellation">Likewise.</param><param name="access">Likewise.</param>
    internal async Task<Result<Written<T>>> WriteAsync<T>(string space, string? by, Func<Writing, Task<Result<T>>> decide, SoughtFacts? facts, CancellationToken cancellation, Access? access = null)
    {
        var pending = new ToSpace<T>(access ?? acting, space, by, new(Denials), facts, decide, also) { LongestWait = longestWait };
        await QueueAsync(pending, cancellation);
        return await pending.Done.Task.WaitAsync(cancellation);
    }

    /// <summary>Writes rows that no journal has, in the same queue: what is decided on what is there is committed whole, or not at all.</summary>
    /// <typeparam name="T">What the writer wants to know afterwards.</typeparam>
    /// <param name="access">On whose behalf.</param>
    /// <param name="decide">Looks at what is there and stages what is to be written; refused, nothing is. It may run again where another program was in the way.</param>
    /// <param name="cancellation">Ends the waiting, not the writing.</param>
    /// <exception cref="StoreBroken">The disk failed, now or before.</exception>
    public async Task<Result<T>> ChangeAsync<T>(Access access, Func<Changing, Task<Result<T>>> decide, CancellationToken cancellation)
    {
        var pending = new ToRows<T>(access, new(Denials), decide, also);
        await QueueAsync(pending, cancellation);
        return await pending.Done.Task.WaitAsync(cancellation);
    }

    async Task QueueAsync(Pending pending, CancellationToken cancellation)
    {
        if (whole is not null)
        {
            await whole.QueueAsync(pending, cancellation);
            return;
        }
        if (writer is null) throw new InvalidOperationException("The store was opened for reading.");
        if (broken is not null) throw new StoreBroken(broken);
        await waiting.Writer.WriteAsync(pending, cancellation);
    }

    static readonly Access Everything = new Access.All();

    async Task WriteAllAsync()
    {
        var together = new List<Pending>();
        while (true)
        {
            var more = waiting.Reader.WaitToReadAsync().AsTask();
            while (!more.IsCompleted && broken is null && Unsigned is { Count: > 0 } open) await WaitAsync(more, open.Min(h => h.Checkpointed) + CheckpointAfter - Now);
            if (!await more) return;
            together.Clear();
            while (together.Count < MostTogether && waiting.Reader.TryRead(out var next))
                if (next.IsTooLate) next.Fail(new StoreBusy());
                else together.Add(next);
            if (together.Count == 0) continue;
            Interlocked.Exchange(ref firstQueued, together[0].Queued);
            // Whoever else writes locks spaces in the same order.
            together = [.. together.OrderBy(p => p.Space, StringComparer.Ordinal)];
            var failed = await TryAsync(together);
            Interlocked.Exchange(ref firstQueued, 0);
            if (failed is not { } failure) continue;
            // What one of them met is nothing to the others.
            var isApart = together.Count > 1 && !isThere;
            foreach (var pending in together)
                if ((isApart && IsOpen ? await TryAsync([pending]) : failure) is { } its) pending.Fail(broken is null ? its : new StoreBroken(broken));
        }
    }

    bool IsOpen => broken is null && writer!.State == ConnectionState.Open;

    /// <summary>Commits writes, again where another program was in the way: nobody has heard of them yet.</summary>
    /// <returns>Why nothing of them is there; <c>null</c>: all is.</returns>
    async Task<Exception?> TryAsync(List<Pending> together)
    {
        for (var attempt = 1; ; attempt++)
            try
            {
                if (broken is not null) return new StoreBroken(broken);
                if (!IsOpen) await ReopenAsync();
                await CommitAsync(together);
                return null;
            }
            catch (Exception e)
            {
                // What it left in memory of these may be of what is not there.
                foreach (var write in together.OfType<ToSpace>()) heads.Remove(write.Space);
                if (e is SqliteException { SqliteErrorCode: 10 }) broken ??= e;
                if (e is not PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.UniqueViolation } || attempt == MostAttempts || isThere || !IsOpen) return e;
                await Task.Delay(attempt * Random.Shared.Next(20));
            }
    }

    /// <summary>A server of databases that went away and came back is met anew, and has to be as it was.</summary>
    async Task ReopenAsync()
    {
        await writer!.DisposeAsync();
        writer = await database.ConnectAsync(writes: true, default);
        prepared = new(writer);
        if (await database.SettingsAsync(writer, Address, default) is { Count: > 0 } problems) throw new StoreBroken(broken = new InvalidOperationException(problems[0].Message));
    }

    /// <summary>Waits for more; where nothing comes any more, what came is signed all the same.</summary>
    async Task WaitAsync(Task<bool> more, Duration most)
    {
        try
        {
            // A clock that went back by years is waited for a day at a time.
            await more.WaitAsync(Duration.Max(Duration.Zero, Duration.Min(most, Duration.FromDays(1))).ToTimeSpan());
        }
        catch (TimeoutException)
        {
            await SignEndsAsync();
        }
    }

    async Task CommitAsync(List<Pending> together)
    {
        isThere = false;
        using var span = Spans.HasListeners() ? SpanOf(together) : null;
        await using var transaction = await database.Dialect.BeginAsync(writer!, default);
        var reading = new Reading(writer!, transaction, prepared);
        var touched = new HashSet<string>(StringComparer.Ordinal);
        Access? acting = null;
        var erases = false;
        Sought? sought = null;
        foreach (var pending in together)
        {
            await ActAsync(pending.Access);
            if (pending is ToRows rows)
            {
                var changing = new Changing(reading, Now, database.Dialect.ForUpdate, rows.Denials);
                await rows.RunAsync(changing);
                erases |= changing.Erases;
                continue;
            }
            var write = (ToSpace)pending;
            // What is asked of a server is asked for all of them at once.
            if (sought is null) reading.Sought = sought = await Sought.OfAsync(reading, together.OfType<ToSpace>(), ActAsync, database.Dialect.ForUpdate);
            await ActAsync(pending.Access);
            var end = sought.End(write.Access, write.Space);
            // What this commit has written itself is not in the row of the space yet.
            var head = !touched.Contains(write.Space) ? await HeadAsync(write.Space, end, reading) : write.Access is Access.All || end is not null || await reading.EndAsync(write.Space, "", default) is not null ? heads[write.Space] : SpaceHead.None;
            // Where nothing was opened there is nothing to save.
            if (await write.RunAsync(new(head, write.Space, write.By, Now, Key!, reading, write.Access, write.Denials)) is not { Space: not null } after) continue;
            // Signed where it ends for whoever asked, and not behind what the next one writes.
            heads[write.Space] = after.WantsCheckpoint ? await SignAsync(after, reading) : after;
            touched.Add(write.Space);
        }
        if (touched.Count > 0) await ActAsync(Everything);
        erases |= touched.Any(s => heads[s].Erases);
        foreach (var space in touched) heads[space] = await SaveAsync(heads[space] with { Erases = false }, reading);
        await reading.SendAsync();
        await CommitAsync(transaction);
        isThere = true;
        Interlocked.Increment(ref commits);
        Interlocked.Add(ref writes, together.Count);
        await database.Dialect.AfterCommitAsync(writer!, default);
        // Whoever looks into the record just now may hold the old pages: then it is tried again.
        leftovers = (erases || leftovers) && !await database.Dialect.ForgetAsync(writer!, default);
        foreach (var pending in together) pending.Complete(heads.GetValueOrDefault(pending.Space));

        async Task ActAsync(Access access)
        {
            if (access == acting) return;
            await database.ActAsync(reading, access, default);
            acting = access;
        }
    }

    /// <summary>A commit belongs to the first request that waits for it, and is linked to the others.</summary>
    static Activity? SpanOf(List<Pending> together) =>
        Spans.StartActivity("store.commit", ActivityKind.Internal, together[0].Asked, [new("surety.writes", together.Count)], together.Skip(1).Where(p => p.Asked != default).Select(p => new ActivityLink(p.Asked)));

    static async Task CommitAsync(DbTransaction transaction)
    {
        try
        {
            await transaction.CommitAsync();
        }
        catch (SqliteException) when (Sabotage.SwallowsDiskErrors)
        {
        }
    }

    /// <summary>The head of a space as the transaction sees it: others may have written since we last looked.</summary>
    async Task<SpaceHead> HeadAsync(string space, (long Size, byte[] Head, long Checkpoint)? end, Reading reading)
    {
        var known = heads.GetValueOrDefault(space);
        end ??= await reading.EndAsync(space, database.Dialect.ForUpdate, default);
        if (known is not null && end is { } there && there.Size == known.Size && there.Checkpoint == known.Checkpointed.ToUnixTimeTicks() && there.Head.AsSpan().SequenceEqual(known.Hash.ToBytes())) return known;
        var head = await reading.HeadAsync(space, default) ?? SpaceHead.None;
        // What was known of its facts holds, and is only to be gone on with, where this is the journal that it was.
        return known?.Kept is { } kept && head.Size >= known.Size && await reading.EntriesAsync(space, known.Size, known.Size, default) is [var (_, last)] && MerkleTree.Leaf(last) == known.Hash ? head with { Kept = kept } : head;
    }

    async Task<SpaceHead> SaveAsync(SpaceHead head, Reading reading)
    {
        // A machine that has written nothing here is not named here, and its signature would count for nothing.
        if (head.Known - head.Checkpointed >= CheckpointAfter && head.Space!.IsOfMachine(Key!.PublicKey)) head = await SignAsync(head, reading);
        await reading.StageAsync("update space set size = @size, head = @head, known = @known, peaks = @peaks, checkpoint = @checkpoint where space = @space",
            [("space", head.Space!.Name), ("size", head.Size), ("head", head.Hash.ToBytes()), ("known", head.Known.ToUnixTimeTicks()), ("peaks", head.PeaksAsBytes()), ("checkpoint", head.Checkpointed.ToUnixTimeTicks())], (Count?)null);
        return head;
    }

    async Task<SpaceHead> SignAsync(SpaceHead head, Reading reading)
    {
        var note = Key!.Sign(new(head.Space!.Name, head.Size, head.Tree.Root, head.Known));
        await reading.StageAsync("insert into checkpoint (space, size, note) values (@space, @size, @note) on conflict do nothing", [("space", head.Space.Name), ("size", head.Size), ("note", note)], (Count?)null);
        return head with { WantsCheckpoint = false, Checkpointed = head.Known, Checkpoint = note };
    }

    /// <summary>Waits for what was begun, signs where each journal ends, and closes everything.</summary>
    /// <exception cref="StoreBroken">The disk failed just now. What was acknowledged is there; nobody else would hear of it.</exception>
    public async ValueTask DisposeAsync()
    {
        if (whole is not null) return;
        var isOurs = false;
        try
        {
            if (writer is not null && IsOpen) await Denials.SettleAsync(null, default);
        }
        catch (Exception e) when (e is StoreBroken or DbException)
        {
            // Nobody waits for it; the store is closed all the same.
            isOurs = true;
        }
        waiting.Writer.TryComplete();
        await writing;
        var isKnown = broken is not null && !isOurs;
        await SignEndsAsync();
        try
        {
            if (leftovers && IsOpen) await database.Dialect.ForgetAsync(writer!, default);
            if (writer is not null && IsOpen) await database.Dialect.BeforeCloseAsync(writer, default);
        }
        catch (SqliteException e)
        {
            // Where there is no room, the log keeps what it has.
            if (e.SqliteErrorCode == 10) broken ??= e;
        }
        finally
        {
            Key?.Dispose();
            await CloseAsync(database, writer, held);
        }
        if (!isKnown && broken is { } cause) throw new StoreBroken(cause);
    }

    /// <summary>Journals that grew since the last checkpoint.</summary>
    List<SpaceHead> Unsigned => [.. heads.Values.Where(h => h.Known != h.Checkpointed && h.Space?.IsOfMachine(Key!.PublicKey) == true).OrderBy(h => h.Space!.Name, StringComparer.Ordinal)];

    async Task SignEndsAsync()
    {
        var open = Unsigned;
        if (open.Count == 0 || broken is not null) return;
        try
        {
            await using var transaction = await database.Dialect.BeginAsync(writer!, default);
            var signed = new List<SpaceHead>();
            var reading = new Reading(writer!, transaction, prepared);
            await database.ActAsync(reading, Everything, default);
            foreach (var head in open)
            {
                // Others may have written behind it: then they sign what is there.
                if (await reading.EndAsync(head.Space!.Name, database.Dialect.ForUpdate, default) is { } end && end.Size == head.Size && end.Head.AsSpan().SequenceEqual(head.Hash.ToBytes())) signed.Add(await SaveAsync(await SignAsync(head, reading), reading));
                else heads.Remove(head.Space.Name);
            }
            await reading.SendAsync();
            await transaction.CommitAsync();
            foreach (var head in signed) heads[head.Space!.Name] = head;
        }
        catch (DbException e)
        {
            heads.Clear();
            if (e is SqliteException { SqliteErrorCode: 10 }) broken ??= e;
            // Nothing is lost: the next writer signs it, and whoever waited has heard of the fault.
        }
    }

    static async Task CloseAsync(Database database, DbConnection? writer, FileStream? held)
    {
        await database.CloseIdleAsync();
        if (writer is not null) await writer.DisposeAsync();
        await database.DisposeAsync();
        if (held is not null) await held.DisposeAsync();
    }

    internal abstract record Pending(Access Access, string Space, Denials.OfWrite Denials)
    {
        /// <summary>When it came, by the clock that only goes forward.</summary>
        public long Queued { get; } = Stopwatch.GetTimestamp();

        /// <summary>How late its turn may come; <c>null</c>: whenever.</summary>
        public TimeSpan? LongestWait { get; init; }

        public bool IsTooLate => LongestWait is { } longest && Stopwatch.GetElapsedTime(Queued) > longest;

        /// <summary>The request that waits for it, where somebody traces; all zeros: none.</summary>
        public ActivityContext Asked { get; } = Activity.Current?.Context ?? default;

        public abstract void Complete(SpaceHead? head);

        public virtual void Fail(Exception exception) => Denials.Failed();
    }

    internal abstract record ToSpace(Access Access, string Space, string? By, Denials.OfWrite Denials, SoughtFacts? Facts) : Pending(Access, Space, Denials)
    {
        public abstract Task<SpaceHead?> RunAsync(Writing writing);
    }

    // Before all spaces: nothing leads these rows that the order could go by.
    abstract record ToRows(Access Access, Denials.OfWrite Denials) : Pending(Access, "", Denials)
    {
        public abstract Task RunAsync(Changing changing);
    }

    sealed record ToSpace<T>(Access Access, string Space, string? By, Denials.OfWrite Denials, SoughtFacts? Facts, Func<Writing, Task<Result<T>>> Decide, Func<object?, Reading, Task>? Also) : ToSpace(Access, Space, By, Denials, Facts)
    {
        Result<T>? outcome;
        SpaceHead? after;

        public TaskCompletionSource<Result<Written<T>>> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override async Task<SpaceHead?> RunAsync(Writing writing)
        {
            outcome = await Decide(writing);
            if (outcome is not Result<T>.Ok { Value: var value })
            {
                await writing.RefuseAsync();
                return null;
            }
            after = await writing.FinishAsync();
            if (Also is not null) await Also(value, writing.Reading);
            return after;
        }

        public override void Complete(SpaceHead? head) => Done.SetResult(outcome switch
        {
            Result<T>.Ok ok => new Result<Written<T>>.Ok(new(ok.Value, after!.Size, after.Hash, head?.Checkpoint), ok.Notes),
            Result<T>.Refused refused => new Result<Written<T>>.Refused(refused.Problems),
            null => throw new InvalidOperationException("It did not run."),
        });

        public override void Fail(Exception exception)
        {
            base.Fail(exception);
            Done.TrySetException(exception);
        }
    }

    sealed record ToRows<T>(Access Access, Denials.OfWrite Denials, Func<Changing, Task<Result<T>>> Decide, Func<object?, Reading, Task>? Also) : ToRows(Access, Denials)
    {
        Result<T>? outcome;

        public TaskCompletionSource<Result<T>> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override async Task RunAsync(Changing changing)
        {
            outcome = await Decide(changing);
            await changing.FinishAsync(outcome is Result<T>.Refused);
            if (Also is not null && outcome is Result<T>.Ok { Value: var value }) await Also(value, changing.Reading);
        }

        public override void Complete(SpaceHead? head) => Done.SetResult(outcome ?? throw new InvalidOperationException("It did not run."));

        public override void Fail(Exception exception)
        {
            base.Fail(exception);
            Done.TrySetException(exception);
        }
    }
}

/// <summary>What was written, and is on the disk.</summary>
/// <param name="Value">What the writer wanted to know.</param>
/// <param name="Seq">The last entry.</param>
/// <param name="Leaf">Its hash.</param>
/// <param name="Checkpoint">The newest signed checkpoint; <c>null</c>: none since the store was opened.</param>
public sealed record Written<T>(T Value, long Seq, Digest Leaf, string? Checkpoint);
