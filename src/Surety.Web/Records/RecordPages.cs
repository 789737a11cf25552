using Surety.Journal;
using Surety.Storage.People;
using Surety.Storage.Records;
using Surety.Web.Api;
using Surety.Web.People;
using Surety.Web.Shell;

namespace Surety.Web.Records;

/// <summary>What was written down, and whether it is as it was written: the journal of an agreement, and the audit of the party.</summary>
static class RecordPages
{
    /// <summary>So many entries or lines stand on a page; of so many a journal is verified while somebody waits.</summary>
    const int Most = 50, MostVerified = 2_000;

    /// <summary>Kinds of entries as the record finds them, by the word of each on the page.</summary>
    internal static ValueList<(string Word, string Kind)> Kinds { get; } = [("decisions", "other"), ("facts", "facts")];

    static Query Before => new("before", new Shape.Whole(1, long.MaxValue), "Only those before this number.");

    public static ValueList<Operation> All { get; } = [
        PagesOf.Read("/agreements/{agreement}/record", "showRecord", "Shows the journal of an agreement, its keys and its newest checkpoint.", call => ShowAsync(call)) with { Query = [Before, new("kind", new Shape.OneOf(Kinds.Select(k => k.Word).ToValueList()), "Only entries of this kind.")] },
        PagesOf.Send("/agreements/{agreement}/record", "verifyRecord", "Verifies the whole journal of an agreement here and now: chain, tree, signatures, and every statement, which is worked out again.", "Nothing.", VerifyAsync),
        PagesOf.Read("/record", "showAudit", "Shows what was done for the caller's party and by whom, and who sees what.", AuditAsync) with { Query = [Before, new("who", new Shape.Words(200), "Only what this caller did."), new("action", new Shape.Words(100), "Only this."), new("outcome", new Shape.OneOf(["done", "refused", "denied"]), "Only what came to this.")] },
    ];

    static async Task<Reply> ShowAsync(Call call, Verification? verified = null, ValueList<Finding> findings = default)
    {
        if (await AgreementView.FindAsync(call) is not { } agreement) return Reply.Absent;
        await using var reading = await call.LookAsync();
        if (await reading.SpaceAsync(agreement.Name, long.MaxValue, call.Cancellation) is not { } space) return Reply.Absent;
        var size = (await reading.SizesAsync([agreement.Name], call.Cancellation)).GetValueOrDefault(agreement.Name);
        var before = call.Query("before") is { } text ? Math.Min(long.Parse(text, System.Globalization.CultureInfo.InvariantCulture), size + 1) : size + 1;
        var kind = call.Query("kind");
        var rows = await reading.EntriesBeforeAsync(agreement.Name, before, Most + 1, Kinds.FirstOrDefault(k => k.Word == kind).Kind ?? "", call.Cancellation);
        var entries = rows.Take(Most).Select(r => Entry.Read(r.Bytes) is { } entry ? (entry, MerkleTree.Leaf(r.Bytes)) : throw new RecordDamaged(agreement.Name, r.Seq, "it cannot be read")).ToValueList();
        var newest = await reading.NewestCheckpointAsync(agreement.Name, call.Cancellation) is { } note ? Checkpoint.Unsigned(note) : null;
        return await call.PageAsync<RecordPage>(new()
        {
            ["Agreement"] = agreement,
            ["Kind"] = kind,
            ["HasOlder"] = rows.Count > Most,
            ["Entries"] = entries,
            ["Doers"] = await People.Doers.OfAsync(call, reading, entries.Select(e => e.Item1.By)),
            ["Size"] = size,
            ["Before"] = before,
            ["Checkpoint"] = newest,
            ["Keys"] = space.Keys,
            ["Verified"] = verified,
            ["Findings"] = findings,
            ["CanVerify"] = size <= MostVerified,
        });
    }

    static async Task<Reply> VerifyAsync(Call call)
    {
        _ = PageForm.Of(call, out var refused);
        if (refused is not null) return refused;
        if (await call.SeatAsync(call.Path("agreement")) is not { } seat) return Reply.Absent;
        await using (var looking = await call.LookAsync())
            if ((await looking.SizesAsync([seat.Space], call.Cancellation)).GetValueOrDefault(seat.Space) > MostVerified) return new Reply.Refused(409, "verify.long", "The journal is too long to be verified while somebody waits.", "Export it, and run 'surety verify' on your own machine.");
        // It holds all of the journal in memory: one at a time on the whole server.
        if (!await Verifying.WaitAsync(0)) return Statements.StatementsApi.Busy;
        try
        {
            return await VerifiedAsync(call, seat.Space);
        }
        finally
        {
            Verifying.Release();
        }
    }

    static readonly SemaphoreSlim Verifying = new(1);

    static async Task<Reply> VerifiedAsync(Call call, string space)
    {
        var verified = await call.WorkedOut.TurnAsync(async () =>
        {
            await using var reading = await call.LookAsync();
            var pack = await Packing.PackAsync(reading, space, call.Cancellation);
            var open = Packing.OpenEnd(pack, call.Store.CheckpointAfter, call.Store.Now);
            var found = Verification.Of(pack, []);
            // What was written a moment ago is signed a moment later.
            return found with { Findings = found.Findings.Where(f => open == 0 || f.Code != "checkpoint.missing").ToValueList() };
        }, call.Cancellation);
        return verified is null ? Statements.StatementsApi.Busy : await ShowAsync(call, verified, verified.Findings);
    }

    static async Task<Reply> AuditAsync(Call call)
    {
        var isAllowed = call.Caller.May(Permission.People);
        (ValueList<AuditEntry> Lines, long First, long Last, long? Next) found = default;
        var names = new Dictionary<string, string?>(StringComparer.Ordinal) as IReadOnlyDictionary<string, string?>;
        if (isAllowed)
        {
            await call.Store.Denials.SettleAsync(call.Caller.Party, call.Cancellation);
            await using var reading = await call.LookAsync();
            found = await Audit.SeekAsync(reading, call.Caller.Party, call.Query("before") is { } text ? long.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : null, Most,
                call.Query("who") ?? "", call.Query("action") ?? "", Enum.GetValues<Outcome>().Where(o => Audit.Of(o) == call.Query("outcome")).Select(o => (Outcome?)o).FirstOrDefault(), call.Cancellation);
            names = (await Doers.OfAsync(call, reading, found.Lines.Select(l => l.Line.By))).Own;
        }
        return await call.PageAsync<AuditPage>(new()
        {
            ["IsAllowed"] = isAllowed,
            ["Who"] = call.Query("who"),
            ["Action"] = call.Query("action"),
            ["Outcome"] = call.Query("outcome"),
            ["Next"] = found.Next,
            ["Lines"] = found.Lines,
            ["Names"] = names,
            ["Sought"] = (found.First, found.Last),
        });
    }
}
