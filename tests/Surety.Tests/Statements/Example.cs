using NodaTime;
using Surety.Agreements;
using Surety.Levels;
using Surety.Metrics;
using Surety.Scope;
using Surety.Statements;

namespace Surety.Tests.Statements;

/// <summary>A statement made by hand: October 2026 of a small provider and its customer, with one of everything that a statement can say.</summary>
static class Example
{
    public static readonly DateTimeZone Berlin = DateTimeZoneProviders.Tzdb["Europe/Berlin"];
    static readonly Currency Euro = new("EUR");
    public static readonly Window October = WindowRule.Month.At(new LocalDate(2026, 10, 1), Berlin);
    static readonly Window Quarter = WindowRule.Quarter.At(new LocalDate(2026, 10, 1), Berlin);
    const string File = "acme-v2.yaml";

    public static Instant Local(int month, int day, int hour = 0, int minute = 0, int second = 0) =>
        Berlin.AtLeniently(new LocalDateTime(2026, month, day, hour, minute, second)).ToInstant();

    public static Clause Clause(string path, int line) => new(path, new(File, line, 7));

    public static Labels Labels(params (string Name, string Value)[] labels) => Surety.Labels.Of(labels.Select(l => new Label(l.Name, l.Value)));

    public static Statement Statement() => new()
    {
        Agreement = "acme-managed-services",
        Title = "Managed services for Acme GmbH",
        Versions = [new(2, new(2026, 7, 1), File)],
        Provider = "Northwind Services Ltd",
        Customer = "Acme GmbH",
        Tier = "gold",
        Period = October,
        Zone = Berlin,
        AsOf = Local(11, 9, 9, 0),
        Levels = [Availability(), Missed(), Met(), Branches(), Silent(), StillOpen()],
        Credits = Credits(),
        Caps = [new("10 % of all fees of the month", October, new(400m, Euro), new(0m, Euro), new(37.5m, Euro), Clause("escalation / cap", 121))],
        Totals = [new(new(400m, Euro), new(125m, Euro), 1, TotalReason()) { Forfeited = new(125m, Euro) }],
        Rights =
        [
            new("termination for repeated misses", "customer", RightState.NotArisen, "response missed in 3 of 6 months", 2, 3, null, null, "30 days", Clause("escalation / rights / termination for repeated misses", 130), Said("Windows that count", "2", 130)),
            new("termination for a grave miss", "customer", RightState.Arisen, "branch lines below 99.9 % in 1 month", 1, 1, Local(11, 1), Local(12, 31), "30 days", Clause("escalation / rights / termination for a grave miss", 137), Said("Windows that count", "1", 137)),
        ],
        Duties =
        [
            new("service report", "2026-10", "provider", ["service manager", "it lead"], Local(11, 7), Local(11, 5, 16, 20), DutyState.Done, Clause("reporting / service report", 88), Said("5th business day after the end of October 2026", "Fri 2026-11-06", 88)),
            new("business review", "2026-Q3", "provider", ["director", "it lead"], Local(10, 22), null, DutyState.Overdue, Clause("reporting / business review", 92), Said("Within 3 weeks after the end of the quarter", "Wed 2026-10-21", 92)),
        ],
        Messages =
        [
            Message(1, 0, Local(10, 6, 9, 19), "service manager", "ticket T-1041"), Message(2, 0, Local(10, 6, 9, 27), "director", "ticket T-1041"),
            Message(1, 0, Local(10, 14, 15, 2), "service manager", "ticket T-1077"), Message(2, 0, Local(10, 14, 15, 10), "director", "ticket T-1077"),
        ],
        Life = new("in comment", Local(11, 7), Local(11, 21), true, Local(1 + 11, 30), Said("Provisional 5 business days, comment 10 more, final 90 days after the end of the period", "defaults", 86)),
        Remarks =
        [
            new("facts.unread", "3 facts of type value with unit bananas were read by no metric.", null),
            new("schedule.no-row", "No row of the credit satisfaction matches 3.9: the schedule leaves it open.", Clause("escalation / credits / satisfaction", 116)),
        ],
        Imported = [new("made_sla", 301, 3, 226, [new("T-1019", true, ["response"]), new("T-1200", false, [])]) { Derivation = new(() => Said("Verdicts of made_sla beside ours", "imported", 1)) }],
        Silences =
        [
            new("partial minutes", "exact seconds", Clause("metrics / shop uptime", 44), "silence.partial-minutes"), new("re-opened", "new clock", Clause("metrics / first response", 52), "silence.re-opened"),
        ],
        FactFiles = ["probe.jsonl", "tickets.csv"],
    };

    /// <summary>A level of one share against one target, and nothing else to say.</summary>
    public static LevelResult Level(Rational? share, Comparison range, Verdict verdict) =>
        new("uptime", 1, October, Surety.Labels.None, verdict, share is { } s ? new Figure.Share(s) : null, range.Words, range, false, true, null, null, 0, [], 0, Clause("service levels / uptime", 60), Said("uptime", "-", 60));

    public static Comparison AtLeast(decimal percent) => new(new Limit((Rational)percent / 100, true), null, Unit.Percent, $"at least {percent} %");

    public static Comparison AtMost(decimal percent) => new(null, new Limit((Rational)percent / 100, true), Unit.Percent, $"at most {percent} %");

    static Reason Said(string sentence, string words, int line) => new(sentence, new Figure.Words(words), Follows.Given, [], Clause("metrics", line));

    static Figure.Time Minutes(long minutes, long seconds = 0) => new(((minutes * 60) + seconds) * NodaConstants.TicksPerSecond);

    static LevelResult Availability()
    {
        // October 2026 has 745 hours in Berlin: 44,700 minutes, 4 h of them granted maintenance.
        var outages = new[] { (14, 12), (5, 3), (1, 30) }.Select((o, i) =>
            new Reason($"Outage {i + 1}", Minutes(o.Item1, o.Item2), Follows.Given, [], null, new(o.Item1 + 1, Enumerable.Range(1, o.Item1 + 1).Select(n => new Origin(0, (i * 100) + n)).ToValueList()))).ToValueList();
        var bad = new Reason("Bad time after exclusions", Minutes(20, 45), Follows.Sum, outages);
        var counted = new Reason("Time that counts", Minutes(44_460), Follows.Difference,
        [
            new("The window", Minutes(44_700), Follows.Given, [], Clause("service levels / shop availability / per", 61)),
            new("Excluded: planned maintenance, announced in time", Minutes(240), Follows.Given, [], Clause("scope / exclusions / planned maintenance", 36), new(1, [new Origin(0, 7)])),
        ], Clause("metrics / shop uptime / leaves out", 47));
        var good = new Reason("Good time", Minutes(44_439, 15), Follows.Difference, [counted, bad]);
        var share = Rational.Of((44_439 * 60) + 15, 44_460 * 60);
        var why = new Reason("The availability is compared with the target: at least 99.95 %", new Figure.Words("met"), Follows.Rule,
            [new("Good time in the time that counts", new Figure.Share(share), Follows.Quotient, [good, counted], Clause("metrics / shop uptime", 44))], Clause("service levels / shop availability / target", 62));
        return new("shop availability", 2, October, Surety.Labels.None, Verdict.Met, new Figure.Share(share), "at least 99.95 %", AtLeast(99.95m), false, true, Rational.Of(9_991, 10_000), Duration.FromSeconds(1_245), 44_460,
        [
            new("outage O-7", Local(10, 12, 3, 10), Local(10, 12, 3, 24, 12), null, Duration.FromSeconds(852), Labels(("service", "web shop"))),
        ], 3, Clause("service levels / shop availability / target", 62), why)
        { Figures = new Figures(share) };
    }

    /// <summary>The maintenance took 4 h in which nothing worked; nothing was corrected, and the metric has no rules.</summary>
    sealed class Figures(Rational share) : FourFigures(new Figure.Share(share), Verdict.Met)
    {
        private protected override Earlier Find()
        {
            var measured = new StepFigure(new Figure.Share(Rational.Of(44_700 * 60 - 1_245 - 14_400, 44_700 * 60)), Verdict.Missed);
            return new(measured, measured, Contractual);
        }

        private protected override Reason Open() => FigureSteps.Of(
            "shop availability", Clause("service levels / shop availability", 60), this, [],
            [new("planned maintenance 'm-3'", Contractual.Attained, Clause("scope / exclusions / planned maintenance", 36), new(1, [new Origin(0, 7)]))], []);
    }

    static LevelResult Missed()
    {
        var late = Enumerable.Range(0, 23).Select(i => new Reason($"Ticket T-{1000 + i}", new Figure.Count(1), Follows.Given, [], null, new(2, [new Origin(1, 20 + (i * 4)), new Origin(1, 22 + (i * 4))]))).ToValueList();
        var why = new Reason("The share in time is compared with the target: 95 % within 15 min", new Figure.Words("missed"), Follows.Rule,
        [
            new("Cycles in time of the cycles of the window", new Figure.Share(Rational.Of(203, 226)), Follows.Quotient,
            [
                new("Cycles in time", new Figure.Count(203), Follows.Difference, [new("Cycles of the window", new Figure.Count(226), Follows.Given, [], null, new(226, [new Origin(1, 2), new Origin(1, 5)])), new("Late cycles", new Figure.Count(23), Follows.Sum, late)]),
                new("Cycles of the window", new Figure.Count(226), Follows.Given),
            ], Clause("metrics / first response", 52)),
        ], Clause("service levels / response / target / priority P1", 70));
        return new("response", 2, October, Labels(("priority", "P1")), Verdict.Missed, new Figure.Share(Rational.Of(203, 226)), "95 % within 15 min", new(new Limit(Rational.Of(19, 20), true), null, Unit.Percent, "95 % within 15 min"), true, true, null, null, 226,
        [
            new("ticket T-1041", Local(10, 6, 9, 12), Local(10, 6, 13, 40), Local(10, 6, 9, 27), Duration.FromMinutes(253), Labels(("priority", "P1"), ("service", "web shop"))),
            new("ticket T-1077", Local(10, 14, 14, 55), Local(10, 15, 8, 2), Local(10, 14, 15, 10), Duration.FromMinutes(172), Labels(("priority", "P1"))),
            new("ticket T-1102", Local(10, 30, 17, 50), null, Local(11, 2, 8, 5), Duration.FromMinutes(41), Labels(("priority", "P1"))),
            new("ticket T-1019", Local(10, 25, 2, 30), Local(10, 25, 9, 0), Local(10, 25, 8, 15), Duration.FromMinutes(45), Labels(("priority", "P1"))),
        ], 23, Clause("service levels / response / target / priority P1", 70), why);
    }

    static LevelResult Met() => new("response", 2, October, Labels(("priority", "otherwise")), Verdict.Met, Minutes(96, 20), "mean at most 2 h",
        new(null, new Limit(2 * NodaConstants.TicksPerHour, true), Unit.Time, "mean at most 2 h"), false, true, null, null, 12_400, [], 0, Clause("service levels / response / target / otherwise", 72),
        new Reason("The mean is compared with the target: mean at most 2 h", new Figure.Words("met"), Follows.Rule, [new("Mean time of the finished cycles", Minutes(96, 20), Follows.Given, [], null, new(12_400, [new Origin(1, 3)]))], Clause("service levels / response / target / otherwise", 72)));

    static LevelResult Branches() => new("branch lines", 2, October, Labels(("member", "router Köln <r1>")), Verdict.Missed, new Figure.Share(Rational.Of(9_994_996, 10_000_000)), "at least 99.95 %", AtLeast(99.95m), false, true, Rational.One,
        Duration.FromSeconds(1_342), 0, [new("outage O-9", Local(10, 20, 22, 50), Local(10, 20, 23, 12, 22), null, Duration.FromSeconds(1_342), Surety.Labels.None)], 1, Clause("service levels / branch lines / target", 78),
        new Reason("The availability is compared with the target: at least 99.95 %", new Figure.Words("missed"), Follows.Rule, [new("Availability of the member", new Figure.Share(Rational.Of(9_994_996, 10_000_000)), Follows.Given)], Clause("service levels / branch lines / target", 78)));

    static LevelResult Silent() => new("satisfaction", 2, October, Surety.Labels.None, Verdict.NoData, null, "at least 4.2", new(new Limit(4.2m, true), null, Unit.Number, "at least 4.2"), false, true, null, null, 7, [], 0,
        Clause("service levels / satisfaction / target", 82), Said("Fewer than 20 answers: too few for a verdict", "7 answers", 57));

    static LevelResult StillOpen() => new("lead time", 2, Quarter, Surety.Labels.None, Verdict.Open, Minutes(3_190), "mean at most 60 h", new(null, new Limit(60 * NodaConstants.TicksPerHour, true), Unit.Time, "mean at most 60 h"), false, false, null, null, 14, [], 0,
        Clause("service levels / lead time / target", 85), new Reason("Mean time so far", Minutes(3_190), Follows.Given))
    {
        SoFar = Local(11, 1),
        Bounds = new(Minutes(0), false, Minutes(88_440), true, Standing.Open, false, null),
    };

    static Reason Fee() => new("The fee of web shop in October 2026", new Figure.Amount(4_000, Euro), Follows.Given, [], Clause("scope / services / web shop / fee", 24));

    static ValueList<CreditLine> Credits() =>
    [
        new("response", "response", October, Labels(("priority", "P1")), "miss gives 1 %, at most 10 %", CreditState.Credited, 400, new(400m, Euro), null, Clause("escalation / credits / response", 108),
            new Reason("1 % of the base for each miss, at most 10 %", new Figure.Amount(400, Euro), Follows.Product, [new("23 misses at 1 %, at most 10 %", new Figure.Share(Rational.Of(1, 10)), Follows.Given, [], Clause("escalation / credits / response / for each", 110)), Fee()], Clause("escalation / credits / response", 108))),
        new("branch lines", "branch lines", October, Labels(("member", "router Köln <r1>")), "below 99.95 %: EUR 37.50", CreditState.Credited, Rational.Of(75, 2), new(37.5m, Euro), null, Clause("escalation / credits / branch lines", 112),
            new Reason("The amount of the row", new Figure.Amount(Rational.Of(75, 2), Euro), Follows.Given, [], Clause("escalation / credits / branch lines / bands", 113))),
        new("lead time", "lead time", WindowRule.Quarter.At(new LocalDate(2026, 7, 1), Berlin), Surety.Labels.None, "above 60 h: EUR 125.00", CreditState.Claimable, 125, new(125m, Euro), Local(12, 1), Clause("escalation / credits / lead time", 118),
            new Reason("The amount of the row", new Figure.Amount(125, Euro), Follows.Given, [], Clause("escalation / credits / lead time / bands", 119))),
        new("lead time", "lead time", WindowRule.Quarter.At(new LocalDate(2026, 4, 1), Berlin), Surety.Labels.None, "above 60 h: EUR 125.00", CreditState.Forfeited, 125, new(0m, Euro), Local(9, 1), Clause("escalation / credits / lead time", 118),
            new Reason("not claimed in time", new Figure.Amount(0, Euro), Follows.Rule, [new("The amount of the row", new Figure.Amount(125, Euro), Follows.Given, [], Clause("escalation / credits / lead time / bands", 119))])) { Lost = new(125m, Euro) },
        new("satisfaction", "satisfaction", October, Surety.Labels.None, null, CreditState.ScheduleError, Rational.Zero, new(0m, Euro), null, Clause("escalation / credits / satisfaction", 116), Said("No row matches", "nothing", 116)),
    ];

    static Reason TotalReason() => new("What is owed after caps", new Figure.Amount(400, Euro), Follows.Difference,
    [
        new("Credits of October 2026, added", new Figure.Amount(Rational.Of(875, 2), Euro), Follows.Sum, [new("response", new Figure.Amount(400, Euro), Follows.Given), new("branch lines", new Figure.Amount(Rational.Of(75, 2), Euro), Follows.Given)]),
        new("Cut by the cap: 10 % of all fees of the month", new Figure.Amount(Rational.Of(75, 2), Euro), Follows.Given, [], Clause("escalation / cap", 121)),
    ]);

    static Message Message(int step, int repeat, Instant when, string role, string about) =>
        new("urgent response", step, repeat, when, true, [new(role, $"{role.Replace(' ', '.')}@northwind.example")], step == 2 ? ["mail", "webhook"] : ["mail"], "response", about, Labels(("priority", "P1")), Clause("escalation / ladders / urgent response / steps", 100 + step), Said("At half of the time", "7 min 30 s", 100 + step));
}
