using NodaTime;
using Shouldly;
using Surety.Agreements;
using Surety.Statements;
using Surety.Tests.Facts;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>
/// Credits for single incidents, each with a claim of its own. The shop is down for two hours on 3 February, O-1, and for one on the 20th, O-2; each hour begun gives EUR 10.00. Claimed within 5 days after the
/// incident: the last days are 8 and 25 February.
/// </summary>
public sealed class IncidentClaimsTests
{
    static readonly string[] Down =
    [
        "{'type':'outage','id':'O-1','from':'2026-02-03T10:00:00Z','until':'2026-02-03T12:00:00Z','service':'shop'}", "{'type':'outage','id':'O-2','from':'2026-02-20T10:00:00Z','until':'2026-02-20T11:00:00Z','service':'shop'}",
    ];

    const string Hours = "for each: started 1 h of each outage gives EUR 10.00";
    const string Within = "claim: within 5 days after the incident";

    static Versions Of(string credit, string more = "") => SmallAgreement.OfOne("measures: availability\nof: shop\nobserved by: outages", "at least 99.9 %", escalation: $"credits:\n  back:\n    level: l\n    {credit}\n{more}");

    static string Deed(string type, string at, string? incident = null, string? period = null, string of = "back") =>
        $"{{'type':'{type}','of':'{of}','at':'2026-{at}Z','labels':{{{string.Join(',', new[] { ("incident", incident), ("period", period) }.Where(l => l.Item2 is not null).Select(l => $"'{l.Item1}':'{l.Item2}'"))}}}}}";

    static Statement Statement(Versions versions, params string[] deeds)
    {
        var statement = versions.StatementOf(SmallAgreement.February, "2026-05-01T00:00:00Z", [.. Down, .. deeds]);
        foreach (var why in statement.Credits.SelectMany(c => new[] { c.Why, c.WhyLost, c.WhyClaim }).Concat(statement.Totals.SelectMany(t => new[] { t.Why, t.WhyClaimable, t.WhyForfeited })).OfType<Reason>()) why.AddsUp().ShouldBeTrue(why.Sentence);
        return statement;
    }

    static string Told(Statement statement) => string.Join(", ", statement.Credits.Select(c => $"{c.Incident?.Name ?? "window"}: {c.State} {c.Amount.Amount:0.00}".Replace(".00", "", StringComparison.Ordinal)));

    [Theory]
    [InlineData("O-1: Forfeited 0, O-2: Claimed 10", "02-24T12:00:00", null, null)] // too late for the first, and in time for the second
    [InlineData("O-1: Claimed 20, O-2: Forfeited 0", "02-06T12:00:00", null, null)] // the second had not begun yet
    [InlineData("O-1: Claimed 20, O-2: Forfeited 0", "02-06T12:00:00", null, "2026-02")]
    [InlineData("O-1: Forfeited 0, O-2: Forfeited 0", "02-06T12:00:00", null, "2026-01")]
    [InlineData("O-1: Claimed 20, O-2: Forfeited 0", "02-06T12:00:00", "O-1", null)]
    [InlineData("O-1: Claimed 20, O-2: Forfeited 0", "02-08T23:59:59", "2026-02-03T10:00:00Z", null)] // by when it began
    [InlineData("O-1: Claimed 20, O-2: Forfeited 0", "02-08T23:59:59", "2026-02-03T11:00:00+01:00", null)] // the same instant
    [InlineData("O-1: Forfeited 0, O-2: Forfeited 0", "02-24T12:00:00", "O-1", null)]
    [InlineData("O-1: Forfeited 0, O-2: Forfeited 0", "02-06T12:00:00", "O-9", null)] // there is none
    [InlineData("O-1: Forfeited 0, O-2: Forfeited 0", "02-26T00:00:00", null, null)]
    public void Each_incident_is_claimed_by_its_own_deadline(string told, string at, string? incident, string? period)
    {
        var statement = Statement(Of($"{Hours}\n    {Within}"), Deed("claimed", at, incident, period));

        Told(statement).ShouldBe(told);
        statement.Credits.Select(c => c.ClaimBy).ShouldBe([Fact.At("2026-02-09T00:00:00Z"), Fact.At("2026-02-26T00:00:00Z")]);
        statement.Totals.ShouldHaveSingleItem().ShouldSatisfyAllConditions(t => t.Owed.Amount.ShouldBe(statement.Credits.Sum(c => c.Amount.Amount)), t => t.Forfeited.Amount.ShouldBe(30 - t.Owed.Amount));
    }

    [Fact]
    public void One_claim_for_each_gives_both() => Told(Statement(Of($"{Hours}\n    {Within}"), Deed("claimed", "02-06T12:00:00"), Deed("claimed", "02-24T12:00:00"))).ShouldBe("O-1: Claimed 20, O-2: Claimed 10");

    // The deadline of a credit for the whole window counts from the last incident, as ever: 25 February. So does one that is no sum of single outages: downtime that is rounded, a least amount.
    [Theory]
    [InlineData("bands:\n      - missed: EUR 7.00", "window: Claimed 7")]
    [InlineData("for each: started 1 h of downtime gives EUR 10.00", "window: Claimed 30")]
    [InlineData("for each: started 1 h of each outage gives EUR 10.00, at least EUR 50.00", "window: Claimed 50")]
    public void A_credit_for_the_window_is_claimed_as_a_whole(string credit, string told) => Told(Statement(Of($"{credit}\n    {Within}"), Deed("claimed", "02-24T12:00:00", period: "2026-02"))).ShouldBe(told);

    [Fact]
    public void So_is_one_whose_time_to_claim_does_not_count_from_incidents() => Told(Statement(Of($"{Hours}\n    claim: within 5 days after the end of the month"), Deed("claimed", "03-04T12:00:00"))).ShouldBe("window: Claimed 30");

    // At most EUR 25.00 of the month, in the order in which they began: 20 and 5. What was not claimed in time leaves it to the other.
    [Theory]
    [InlineData("02-06T12:00:00", "02-24T12:00:00", "O-1: Claimed 20, O-2: Claimed 5")]
    [InlineData("02-24T12:00:00", "02-24T12:00:00", "O-1: Forfeited 0, O-2: Claimed 10")]
    public void A_limit_is_for_all_of_them(string first, string second, string told) =>
        Told(Statement(Of($"{Hours}, at most EUR 25.00\n    {Within}"), Deed("claimed", first), Deed("claimed", second))).ShouldBe(told);

    [Fact]
    public void A_limit_that_is_used_up_leaves_nothing() =>
        Told(Statement(Of($"{Hours}, at most EUR 20.00\n    {Within}"), Deed("claimed", "02-06T12:00:00"), Deed("claimed", "02-24T12:00:00"))).ShouldBe("O-1: Claimed 20, O-2: Nothing 0");

    // Each line is rounded: a third of EUR 10.00 for each of two hours is 6.67, and for one 3.33.
    [Fact]
    public void Each_is_rounded_by_itself() =>
        Told(Statement(Of($"of: EUR 10.00\n    for each: started 1 h of each outage gives (100 % / 3)\n    {Within}"), Deed("claimed", "02-06T12:00:00"), Deed("claimed", "02-24T12:00:00"))).ShouldBe("O-1: Claimed 6.67, O-2: Claimed 3.33");

    // Two hours are two times EUR 1.6675, 3.335 or 3.34 half up. Of EUR 5.00 at most that leaves 1.66, less than one hour's 1.6675.
    [Fact]
    public void Rounded_they_never_come_to_more_than_the_limit() => Told(Statement(
        Of($"of: EUR 3.335\n    for each: full 1 h of each outage gives 50 %, at most EUR 5.00\n    {Within}"), Deed("claimed", "02-06T12:00:00"), Deed("claimed", "02-24T12:00:00"))).ShouldBe("O-1: Claimed 3.34, O-2: Claimed 1.66");

    // Aware of the first on the 10th and of the second on the 21st: the last days are the 15th and the 26th. Who says it only once, on the 21st, was aware of both then. A name says which.
    [Theory]
    [InlineData("02-10T09:00:00", null, "02-21T09:00:00", null, "O-1: Forfeited 0, O-2: Claimed 10")]
    [InlineData("02-21T09:00:00", null, "02-21T09:00:00", null, "O-1: Claimed 20, O-2: Claimed 10")]
    [InlineData("02-21T09:00:00", "O-2", "02-22T09:00:00", "O-1", "O-1: Claimed 20, O-2: Claimed 10")]
    [InlineData("02-10T09:00:00", null, "02-22T09:00:00", "O-1", "O-1: Claimed 20, O-2: Claimable 10")] // nobody said when of the second
    public void The_awareness_is_of_each(string first, string? of, string second, string? ofOther, string told)
    {
        string[] aware = [Deed("aware", first, of), Deed("aware", second, ofOther)];

        Told(Statement(Of($"{Hours}\n    claim: within 5 days after the awareness"), [.. aware, .. told.EndsWith("Claimable 10", StringComparison.Ordinal) ? [Deed("claimed", "02-24T12:00:00", "O-1")] : new[] { Deed("claimed", "02-24T12:00:00") }])).ShouldBe(told);
    }

    // Claimed on 6 and 24 February: the evidence is due by 16 February and 6 March. What is given on 2 March is late for the first.
    [Fact]
    public void Evidence_is_of_each() => Told(Statement(
        Of($"{Hours}\n    {Within}\n    evidence: within 10 days after the claim"), Deed("claimed", "02-06T12:00:00"), Deed("claimed", "02-24T12:00:00"), Deed("evidence", "03-02T12:00:00"))).ShouldBe("O-1: Forfeited 0, O-2: Claimed 10");

    // T1 is missed on the 3rd, T2 on the 20th; T3 is in time.
    [Theory]
    [InlineData("within 5 days after the ticket")]
    [InlineData("within 5 days after the miss")]
    public void Each_missed_ticket_is_claimed_by_itself(string claim)
    {
        var versions = SmallAgreement.OfOne("measures: time\nof: shop\nfrom: opened\nto: first reply by provider", "90 % within 2 h", escalation: $"credits:\n  back:\n    level: l\n    for each: miss gives EUR 5.00\n    claim: {claim}");
        string[] facts = [.. Ticket("T1", 3, 14), .. Ticket("T2", 20, 14), .. Ticket("T3", 21, 10), "{'type':'claimed','of':'back','at':'2026-02-24T12:00:00Z','labels':{'ticket':'T2'}}"];

        Told(versions.StatementOf(SmallAgreement.February, "2026-05-01T00:00:00Z", facts)).ShouldBe("T1: Forfeited 0, T2: Claimed 5");

        static string[] Ticket(string id, int day, int hour) =>
            [$"{{'type':'ticket','ticket':'{id}','event':'opened','at':'2026-02-{day:00}T09:00:00Z','service':'shop'}}", $"{{'type':'ticket','ticket':'{id}','event':'replied','by':'provider','at':'2026-02-{day:00}T{hour}:00:00Z','service':'shop'}}"];
    }

    // 20.00 and 10.00 are one credit of EUR 30.00 where only the best counts: more than EUR 25.00 and less than EUR 35.00.
    [Theory]
    [InlineData("EUR 25.00", 30)]
    [InlineData("EUR 35.00", 35)]
    public void Among_others_all_of_them_are_one(string other, decimal owed) =>
        Statement(Of($"{Hours}\n    {Within}", $"  other:\n    level: l\n    bands:\n      - missed: {other}\ncombined: best"), Deed("claimed", "02-06T12:00:00"), Deed("claimed", "02-24T12:00:00")).Totals[0].Owed.Amount.ShouldBe(owed);

    [Theory]
    [InlineData("EUR 25.00 per month", 25)]
    [InlineData("EUR 100.00 per month", 30)]
    public void Caps_take_them_one_by_one(string cap, decimal owed) =>
        Statement(Of($"{Hours}\n    {Within}", $"cap: {cap}"), Deed("claimed", "02-06T12:00:00"), Deed("claimed", "02-24T12:00:00")).Totals[0].Owed.Amount.ShouldBe(owed);

    // On 7 February the time of the first runs; after a claim, none does.
    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public void While_the_window_is_open_the_time_of_each_is_told(bool isClaimed, int told) =>
        Of($"{Hours}\n    {Within}").StatementOf(SmallAgreement.February, "2026-02-07T00:00:00Z", [Down[0], .. isClaimed ? new[] { Deed("claimed", "02-06T12:00:00") } : []])
            .Remarks.Where(r => r.Code == "claim.runs").Select(r => r.Text).Count(s => s.Contains("outage O-1 from Tue 2026-02-03 10:00", StringComparison.Ordinal) && s.Contains("2026-02-09", StringComparison.Ordinal)).ShouldBe(told);

    [Fact]
    public void A_claim_of_an_incident_that_is_none_is_told_of() =>
        Statement(Of($"{Hours}\n    {Within}"), Deed("claimed", "02-06T12:00:00", "O-9"), Deed("claimed", "02-06T13:00:00", "O-1")).Remarks.Where(r => r.Code == "claim.unknown-incident").ShouldHaveSingleItem().Text.ShouldStartWith("A claim of 'back' names the incident 'O-9', and there is none of that name");

    [Fact]
    public void Every_form_of_a_statement_names_the_incident()
    {
        var statement = Statement(Of($"{Hours}\n    {Within}"), Deed("claimed", "02-06T12:00:00"));

        StatementJson.Of(statement).ShouldContain("\"name\": \"O-1\"");
        StatementCsv.Of([statement]).ShouldContain(",O-1,2026-02-03T10:00:00Z,");
        string.Join("\n", StatementText.Of(statement, 100).Select(l => l.ToString())).ShouldContain("outage O-1");
        StatementHtml.Of(statement).ShouldContain("outage O-2 from");
    }
}
