using System.Text.Encodings.Web;
using System.Text.Json;
using NodaTime;
using Surety.Journal;
using Surety.Statements;
using Surety.Storage.People;
using Surety.Storage.Records;
using Surety.Web.Agreements;
using Surety.Web.Api;
using Surety.Web.Shell;

namespace Surety.Web.Facts;

/// <summary>The page on which a side says that a report was sent, or a review was held. Source: docs/guide/pages.md.</summary>
static class DutyPages
{
    /// <summary>So much is looked at of what is planned.</summary>
    const int MostPlanned = 1_000;

    static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ValueList<Operation> All { get; } = [
        PagesOf.Read("/agreements/{agreement}/duty", "showDuty", "Shows a report or a review that is due, and how its side says that it is done.", call => ShowAsync(call, call.Query("of"), call.Query("period"), [])) with
        {
            Query = [new("of", new Shape.Words(500), "Name of the duty."), new("period", new Shape.Words(30), "What it is about.")],
        },
        PagesOf.Send("/agreements/{agreement}/duty", "doDutyByPage", "Takes that a report was sent, or a review was held, as a fact of the caller's side.", "of: name of the duty; period: what it is about.", DoneAsync) with { Needs = Permission.Facts, Suffices = Permission.Manage },
    ];

    static async Task<Reply> ShowAsync(Call call, string? of, string? period, ValueList<Problem> problems)
    {
        if (await AgreementView.FindAsync(call) is not { } agreement) return Reply.Absent;
        if (of is null || period is null) return Reply.Bad(new Fault(of is null ? "of" : "period", "query", "parameter.missing", "Which duty, and for which period?", "The page Today leads to those that are due."));
        if (await FindAsync(call, agreement, of, period) is not { } due) return Reply.Bad(new Fault("of", "query", "parameter.value", $"No duty {Text.Quoted.Of(of)} of {Text.Quoted.Of(period)} is due or was due this month.", "The page Today leads to those that are due."));
        return await call.PageAsync<DutyPage>(new()
        {
            ["Agreement"] = agreement,
            ["Due"] = due,
            ["MayDo"] = due.Done is null && due.By == agreement.Side && MayAct(call.Caller),
            ["Fact"] = Fact(due, call.Store.Now),
            ["Problems"] = problems,
            ["Origin"] = call.Origin,
        });
    }

    /// <summary>Whether somebody may say what its side did: people who may send facts, and keys that manage.</summary>
    static bool MayAct(Caller caller) => caller.May(Permission.Manage) || (caller.Roles.Count > 0 && caller.May(Permission.Facts));

    /// <summary>A duty of the running month, or one that is planned.</summary>
    static async Task<DueDuty?> FindAsync(Call call, AgreementView agreement, string of, string period)
    {
        // Where the server has too much to do, what is planned is all that it says.
        var (running, zone) = await call.WorkedOut.StandingAsync(agreement.Name, standing => Task.FromResult(Tuple.Create(
            (standing.Running?.Duties ?? []).Where(d => d.Duty == of && d.Period == period).Select(d => new DueDuty(of, period, SideOf(d.By), d.Due, standing.Zone) { Done = d.Done, To = d.To, Clause = d.Clause }).FirstOrDefault(), standing.Zone)), call.Cancellation) ?? Tuple.Create((DueDuty?)null, DateTimeZone.Utc);
        if (running is not null) return running;
        await using var reading = await call.LookAsync();
        foreach (var (due, step, kind, about) in await reading.PlanAsync(agreement.Name, (long.MinValue, ""), MostPlanned, call.Cancellation))
            if (kind == "duty" && step.Split('|') is [_, var name, var its, ..] && name == of && its == period) return new(of, period, about.EndsWith("by customer", StringComparison.Ordinal) ? Side.Customer : Side.Provider, Instant.FromUnixTimeTicks(due), zone);
        return null;
    }

    static Side SideOf(string word) => word == Journal.Words.Of(Side.Customer) ? Side.Customer : Side.Provider;

    /// <summary>What says that it is done. Its id is the duty's own: said twice, it is done once.</summary>
    static string Fact(DueDuty due, Instant now)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            json.WriteStartObject();
            json.WriteString("type", "done");
            json.WriteString("id", $"{due.Of} {due.Period}");
            json.WriteString("of", due.Of);
            json.WriteString("at", Display.InUtc(Instant.FromUnixTimeSeconds(now.ToUnixTimeSeconds())));
            json.WriteString("by", Journal.Words.Of(due.By));
            json.WriteStartObject("labels");
            json.WriteString("period", due.Period);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return System.Text.Encoding.UTF8.GetString(bytes.ToArray());
    }

    static async Task<Reply> DoneAsync(Call call)
    {
        var fields = PageForm.Of(call, out var refused);
        if (refused is not null) return refused;
        if (await AgreementView.FindAsync(call) is not { } agreement) return Reply.Absent;
        var (of, period) = (fields.GetValueOrDefault("of") ?? "", fields.GetValueOrDefault("period") ?? "");
        if (await FindAsync(call, agreement, of, period) is not { } due) return Reply.Bad(new Fault("of", "body", "value.choice", "The name of a duty that is due was expected."));
        if (due.By != agreement.Side || !MayAct(call.Caller)) return new Reply.Refused(403, "not-allowed", "You are not allowed to do this.", "The side that owes it says that it is done: somebody who may send facts, signed in, or a key with 'manage'.");
        var page = agreement.Address($"duty?of={Uri.EscapeDataString(of)}&period={Uri.EscapeDataString(period)}");
        if (due.Done is not null) return Rendered.To(page);
        var source = call.Caller.Sources is [var only] ? only : call.Caller.Name;
        var sent = SentFacts.Of(null, "duty", source, false, System.Text.Encoding.UTF8.GetBytes(Fact(due, call.Store.Now))) with { From = FactsApi.SendingFor(call, Journal.Words.Of(agreement.Side), source, bothTakePart: true) };
        return await Ingest.TakeAsync(call.Store, agreement.Name, call.Caller.Name, sent, call.Cancellation) switch
        {
            Result<Written<Receipt>>.Ok { Value.Value.Batch: { Accepted: 0 } no } => await ShowAsync(call, of, period, no.Problems.Where(p => p.Severity == Severity.Error).Take(5).ToValueList()),
            Result<Written<Receipt>>.Ok => Rendered.To(page),
            Result<Written<Receipt>>.Refused { Problems: var problems } => await ShowAsync(call, of, period, problems),
        };
    }
}

/// <summary>A report or a review that is due.</summary>
/// <param name="Of">Name of the duty.</param><param name="Period">What it is about.</param><param name="By">Who owes it.</param><param name="At">By when.</param><param name="Zone">Of the agreement.</param>
public sealed record DueDuty(string Of, string Period, Side By, Instant At, DateTimeZone Zone)
{
    /// <summary>When it was done; <c>null</c>: not yet.</summary>
    public Instant? Done { get; init; }

    /// <summary>Whom it goes to; none: not known here.</summary>
    public ValueList<string> To { get; init; }

    /// <summary>The clause; <c>null</c>: not known here.</summary>
    public Clause? Clause { get; init; }
}
