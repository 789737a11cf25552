using Shouldly;
using Surety.Calendars;
using Surety.Levels;
using Surety.Metrics;
using Surety.Scope;
using Surety.Statements;
using Surety.Tests.Facts;
using Surety.Text;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>The four figures, worked out by hand. February 2026 in UTC has 28 days: 40,320 minutes.</summary>
public sealed class FourFiguresTests
{
    const string Exclusions = """
        exclusions:
          maintenance:
            announced: 48 h before
          third party:
            means: somebody else was at fault
        """;

    static LevelResult Judged(string metric, string target, string[] facts, string level = "", string asOf = "2026-03-05T00:00:00Z") =>
        Evaluation.Of(SmallAgreement.OfOne(metric, target, level: level, scope: Exclusions), Fact.Read(facts).Build(Fact.At(asOf)), SmallAgreement.February.Time.End, Fact.At(asOf)).Results.Last(r => r.Window.Name == "2026-02");

    static string[] Exact(LevelResult result)
    {
        var figures = result.Figures.ShouldNotBeNull();
        figures.Why.AddsUp().ShouldBeTrue();
        return [.. new[] { figures.Measured, figures.Corrected, figures.Excluded, figures.Contractual }.Select(s => s.Attained?.Exact?.ToString() ?? "none")];
    }

    static string[] Items(LevelResult result, int step) => [.. result.Figures!.Why.Parts[step].Parts.Select(p => $"{p.Sentence} = {p.Value.Exact?.ToString() ?? p.Value.ToString()}")];

    const string Outages = """
        measures: availability
        observed by: outages
        """;

    static readonly string[] FourOutages =
    [
        "{'type':'outage','id':'o1','from':'2026-02-03T10:00:00Z','until':'2026-02-03T12:00:00Z','known':'2026-02-03T12:00:00Z'}",
        "{'type':'outage','id':'o1b','supersedes':'o1','from':'2026-02-03T10:00:00Z','until':'2026-02-03T11:00:00Z','known':'2026-02-05T09:00:00Z'}",
        "{'type':'outage','id':'o2','from':'2026-02-10T01:00:00Z','until':'2026-02-10T01:30:00Z'}",
        "{'type':'outage','id':'o3','from':'2026-02-12T08:00:00Z','until':'2026-02-12T08:04:00Z'}",
        "{'type':'outage','id':'o4','from':'2026-02-14T02:00:00Z','until':'2026-02-14T02:20:00Z'}",
        "{'type':'exclusion','id':'w1','exclusion':'maintenance','from':'2026-02-10T01:00:00Z','until':'2026-02-10T02:00:00Z','announced':'2026-02-07T00:00:00Z'}",
        "{'type':'exclusion','id':'w2','exclusion':'maintenance','from':'2026-02-14T02:00:00Z','until':'2026-02-14T03:00:00Z','announced':'2026-02-13T00:00:00Z'}",
    ];

    /// <summary>
    /// As reported 120 + 30 + 4 + 20 = 174 min were bad. The correction takes 60 of them away. w1 was announced in time: its hour leaves, and with it o2's 30 min; w2 was not. Of
    /// the 84 min left, the 4 min of o3 are too short to count. 40,180 of 40,260 min are 99.8013 %, which rounds to 99.80 %.
    /// </summary>
    [Fact]
    public void An_availability_goes_from_measured_by_corrections_exclusions_and_rules_to_the_contract()
    {
        var result = Judged($"{Outages}\nleaves out: [maintenance]\nshortest outage: 5 min", "at least 99.8 %", FourOutages, "rounded: to 2 decimals, half up");

        Exact(result).ShouldBe([Rational.Of(40_146, 40_320).ToString(), Rational.Of(40_206, 40_320).ToString(), Rational.Of(40_176, 40_260).ToString(), Rational.Of(998, 1_000).ToString()]);
        Items(result, 1).ShouldBe([$"the outage 'o1' was corrected = {Rational.Of(60, 40_320)}"]);
        Items(result, 2).ShouldBe(
        [
            $"maintenance 'w1' = {Rational.Of(40_176, 40_260) - Rational.Of(40_206, 40_320)}",
            "maintenance 'w2' is not excluded: announced 2026-02-13 00:00, and 48 h before means by 2026-02-12 02:00 = 0",
        ]);
        Items(result, 3).ShouldBe(
        [
            $"shortest outage: outages shorter than 5 min are good = {Rational.Of(4, 40_260)}",
            $"rounded to 2 decimals of a percent = {Rational.Of(998, 1_000) - Rational.Of(40_180, 40_260)}",
        ]);
        result.Verdict.ShouldBe(Verdict.Met);
        result.Figures!.Excluded.Verdict.ShouldBe(Verdict.Missed);
    }

    [Fact]
    public void The_correction_counts_from_when_it_was_known()
    {
        var result = Judged(Outages, "at least 99.8 %", FourOutages, asOf: "2026-02-04T00:00:00Z");

        // 3 days are over: 4,320 min, 120 of them bad, and nobody has corrected anything yet.
        Exact(result).ShouldBe(["35/36", "35/36", "35/36", "35/36"]);
        result.Figures!.IsChanged.ShouldBeFalse();
    }

    /// <summary>Two exclusions share half an hour: the later one adds only what the earlier one has not taken. 120 bad of 40,320; then 60 of 40,260; then 30 of 40,230.</summary>
    [Fact]
    public void Exclusions_that_overlap_take_in_order_of_time_what_is_left()
    {
        var result = Judged($"{Outages}\nleaves out: [maintenance, third party]", "at least 99 %",
        [
            "{'type':'outage','id':'o','from':'2026-02-03T10:00:00Z','until':'2026-02-03T12:00:00Z'}",
            "{'type':'exclusion','id':'t','exclusion':'third party','from':'2026-02-03T10:30:00Z','until':'2026-02-03T11:30:00Z'}",
            "{'type':'exclusion','id':'w','exclusion':'maintenance','from':'2026-02-03T10:00:00Z','until':'2026-02-03T11:00:00Z','announced':'2026-02-01T00:00:00Z'}",
        ]);

        Exact(result).ShouldBe([Rational.Of(40_200, 40_320).ToString(), Rational.Of(40_200, 40_320).ToString(), Rational.Of(40_200, 40_230).ToString(), Rational.Of(40_200, 40_230).ToString()]);
        Items(result, 2).ShouldBe(
            [$"maintenance 'w' = {Rational.Of(40_200, 40_260) - Rational.Of(40_200, 40_320)}", $"third party 't' = {Rational.Of(40_200, 40_230) - Rational.Of(40_200, 40_260)}"]);
    }

    [Fact]
    public void Without_corrections_exclusions_and_rules_all_four_are_one()
    {
        var result = Judged(Outages, "at least 99 %", ["{'type':'outage','id':'o','from':'2026-02-03T10:00:00Z','until':'2026-02-03T12:00:00Z'}"]);

        Exact(result).Distinct().ShouldHaveSingleItem().ShouldBe(Rational.Of(40_200, 40_320).ToString());
        result.Figures!.Why.Parts.Select(p => p.Sentence).Skip(1).ShouldBe(["corrections: none", "exclusions: none", "rules of the contract: none"]);
    }

    /// <summary>Two days are unknown. As measured they are in neither number; by the contract they are bad.</summary>
    [Fact]
    public void What_unknown_time_is_taken_for_is_a_rule()
    {
        var result = Judged("measures: availability\nobserved by: changes\nno data: bad", "at least 90 %",
        [
            "{'type':'state','at':'2026-01-31T00:00:00Z','state':'up'}", "{'type':'state','at':'2026-02-10T00:00:00Z','state':'unknown'}", "{'type':'state','at':'2026-02-12T00:00:00Z','state':'up'}",
        ]);

        Exact(result).ShouldBe(["1", "1", "1", "13/14"]);
        Items(result, 3).ShouldBe(["no data: time that nobody knows is bad = -1/14"]);
    }

    static readonly string[] Waiting =
    [
        "{'type':'ticket','ticket':'A','event':'opened','at':'2026-02-02T09:00:00Z'}", "{'type':'ticket','ticket':'A','event':'resolved','at':'2026-02-02T10:00:00Z'}",
        "{'type':'ticket','ticket':'B','event':'opened','at':'2026-02-03T09:00:00Z'}", "{'type':'ticket','ticket':'B','event':'waiting','for':'customer','at':'2026-02-03T10:00:00Z'}",
        "{'type':'ticket','ticket':'B','event':'resumed','at':'2026-02-03T15:00:00Z'}", "{'type':'ticket','ticket':'B','event':'resolved','at':'2026-02-03T16:00:00Z'}",
        "{'type':'ticket','ticket':'C','event':'opened','at':'2026-02-04T09:00:00Z'}", "{'type':'ticket','ticket':'C','event':'resolved','at':'2026-02-04T18:00:00Z','id':'c'}",
        "{'type':'ticket','ticket':'C','event':'resolved','at':'2026-02-04T12:00:00Z','id':'c2','supersedes':'c','known':'2026-02-06T00:00:00Z'}",
        "{'type':'ticket','ticket':'D','event':'opened','at':'2026-02-28T22:00:00Z'}",
    ];

    /// <summary>
    /// Within 4 h: A took 1 h. B took 7 h on the wall, 2 h without the 5 h of waiting. C was first said to have taken 9 h, then 3 h. D is open and due in March: by the contract a miss of
    /// February. So 1 of 3, then 2 of 3, then 3 of 3, then 3 of 4.
    /// </summary>
    [Fact]
    public void Pauses_are_the_exclusions_of_a_time_taken()
    {
        var result = Judged("measures: time\nfrom: opened\nto: resolved\npaused while: waiting for customer\nopen at the end: missed", "90 % within 4 h", Waiting);

        Exact(result).ShouldBe(["1/3", "2/3", "1", "3/4"]);
        Items(result, 1).ShouldBe(["the ticket 'c' was corrected = 1/3"]);
        Items(result, 2).ShouldBe(["B stood still = 1/3"]);
        Items(result, 3).ShouldBe(["open at the end: what is open at the end is missed = -1/4"]);
    }

    /// <summary>B waited for 5 h. Without that it was late: two of three in time became three of three.</summary>
    [Fact]
    public void A_pause_that_changes_the_figure_says_for_how_long_by_which_words_and_what_the_figure_was_before()
    {
        var result = Judged("measures: time\nfrom: opened\nto: resolved\npaused while: waiting for customer\nopen at the end: missed", "90 % within 4 h", Waiting);

        var pause = result.Figures!.Pauses.ShouldHaveSingleItem();
        result.Figures.PauseCount.ShouldBe(1);
        (pause.Ticket, pause.Stood, pause.Before?.Exact, pause.After?.Exact).ShouldBe(("B", WorkingTime.FromHours(5), Rational.Of(2, 3), Rational.One));
        pause.While.ShouldBe(["waiting for customer"]);
        pause.Clause!.Value.Path.ShouldEndWith("paused while");
        Wording.English.Pause(pause).ToString().ShouldBe("B stood still for 5 h of service time (while waiting for customer)");
        Wording.In(Language.German).Pause(pause).ToString().ShouldBe("B stand 5 h Servicezeit still (während: waiting for customer)");
        Wording.English.Moved(result, pause).ShouldBe("66.66 % → 100 %");
    }

    /// <summary>A pause that leaves the ticket in time, or late, changes no share; a mean moves with every pause, one after the other: 3 h, 2 h 30 min, 1 h 30 min.</summary>
    [Fact]
    public void Only_pauses_that_change_the_figure_are_told_each_after_those_before_it()
    {
        string[] facts =
        [
            "{'type':'ticket','ticket':'A','event':'opened','at':'2026-02-02T09:00:00Z'}", "{'type':'ticket','ticket':'A','event':'waiting','for':'customer','at':'2026-02-02T10:00:00Z'}",
            "{'type':'ticket','ticket':'A','event':'resumed','at':'2026-02-02T11:00:00Z'}", "{'type':'ticket','ticket':'A','event':'resolved','at':'2026-02-02T12:00:00Z'}",
            "{'type':'ticket','ticket':'B','event':'opened','at':'2026-02-03T09:00:00Z'}", "{'type':'ticket','ticket':'B','event':'waiting','for':'customer','at':'2026-02-03T09:30:00Z'}",
            "{'type':'ticket','ticket':'B','event':'resumed','at':'2026-02-03T11:30:00Z'}", "{'type':'ticket','ticket':'B','event':'resolved','at':'2026-02-03T12:00:00Z'}",
        ];
        const string metric = "measures: time\nfrom: opened\nto: resolved\npaused while: waiting for customer";

        var (share, mean) = (Judged(metric, "90 % within 4 h", facts).Figures!, Judged(metric, "mean at most 2 h", facts).Figures!);

        share.Pauses.ShouldBeEmpty();
        share.PauseCount.ShouldBe(0);
        const long minute = 600_000_000;
        mean.Pauses.Select(p => (p.Ticket, p.Stood, p.Before!.Exact, p.After!.Exact)).ShouldBe([
            ("A", WorkingTime.FromHours(1), (Rational?)(180 * minute), (Rational?)(150 * minute)), ("B", WorkingTime.FromHours(2), (Rational?)(150 * minute), (Rational?)(90 * minute)),
        ]);
    }

    /// <summary>Mean of 1, 7 and 9 h; then of 1, 7 and 3; then of 1, 2 and 3.</summary>
    [Fact]
    public void A_mean_goes_the_same_way()
    {
        var result = Judged("measures: time\nfrom: opened\nto: resolved\npaused while: waiting for customer", "mean at most 2 h", Waiting);

        const long hour = 36_000_000_000;
        Exact(result).ShouldBe([Rational.Of(17 * hour, 3).ToString(), Rational.Of(11 * hour, 3).ToString(), (2 * hour).ToString(), (2 * hour).ToString()]);
        Items(result, 2).ShouldBe([$"B stood still = {Rational.Of(-5 * hour, 3)}"]);
    }

    [Fact]
    public void Answers_and_values_have_corrections_alone()
    {
        var survey = Judged("measures: survey\nscale: 1 to 5\ncounts: mean", "at least 4",
            ["{'type':'answer','id':'a','at':'2026-02-02T00:00:00Z','score':2}", "{'type':'answer','id':'b','at':'2026-02-03T00:00:00Z','score':4}", "{'type':'answer','id':'a2','supersedes':'a','at':'2026-02-02T00:00:00Z','score':5}"]);
        var value = Judged("measures: value\nunit: '%'\ntakes: least", "at least 90 %",
            ["{'type':'value','id':'a','at':'2026-02-02T00:00:00Z','value':80}", "{'type':'value','id':'b','at':'2026-02-03T00:00:00Z','value':95}", "{'type':'value','id':'a2','supersedes':'a','at':'2026-02-02T00:00:00Z','value':97}"]);

        Exact(survey).ShouldBe(["3", "9/2", "9/2", "9/2"]);
        Exact(value).ShouldBe(["4/5", "19/20", "19/20", "19/20"]);
    }

    /// <summary>The excluded hour held 1,000 events, 100 of them bad; the other had 10 bad of 1,000, first reported as 50.</summary>
    [Fact]
    public void Counts_of_events_leave_excluded_intervals_out()
    {
        var result = Judged("measures: availability\nobserved by: counts\nleaves out: [third party]", "at least 99 %",
        [
            "{'type':'count','from':'2026-02-03T10:00:00Z','until':'2026-02-03T11:00:00Z','good':900,'total':1000}",
            "{'type':'count','id':'x','from':'2026-02-04T10:00:00Z','until':'2026-02-04T11:00:00Z','good':950,'total':1000}",
            "{'type':'count','id':'y','supersedes':'x','from':'2026-02-04T10:00:00Z','until':'2026-02-04T11:00:00Z','good':990,'total':1000}",
            "{'type':'exclusion','id':'t','exclusion':'third party','from':'2026-02-03T10:00:00Z','until':'2026-02-03T11:00:00Z'}",
        ]);

        Exact(result).ShouldBe(["37/40", "189/200", "99/100", "99/100"]);
        Items(result, 2).ShouldBe([$"third party 't' = {Rational.Of(99, 100) - Rational.Of(189, 200)}"]);
    }

    [Fact]
    public void A_figure_that_only_exclusions_leave_nothing_of_is_told_in_words()
    {
        var result = Judged($"{Outages}\nleaves out: [third party]", "at least 99 %", ["{'type':'exclusion','id':'t','exclusion':'third party','from':'2026-02-01T00:00:00Z','until':'2026-03-01T00:00:00Z'}"]);

        Exact(result).ShouldBe(["1", "1", "none", "none"]);
        result.Figures!.Why.How.ShouldBe(Follows.Rule);
        result.Figures.Why.Parts[2].Parts.ShouldHaveSingleItem().Value.ShouldBe(new Figure.Words("no figure any more"));
    }

    /// <summary>A correction of a correction: 120 min, then 60, then 90. Each has its own effect, in the order in which they became known.</summary>
    [Fact]
    public void Corrections_of_corrections_are_steps_of_their_own()
    {
        var result = Judged(Outages, "at least 99 %",
        [
            "{'type':'outage','id':'a','from':'2026-02-03T10:00:00Z','until':'2026-02-03T12:00:00Z'}",
            "{'type':'outage','id':'c','supersedes':'b','from':'2026-02-03T10:00:00Z','until':'2026-02-03T11:30:00Z','known':'2026-02-06T00:00:00Z'}",
            "{'type':'outage','id':'b','supersedes':'a','from':'2026-02-03T10:00:00Z','until':'2026-02-03T11:00:00Z','known':'2026-02-05T00:00:00Z'}",
        ]);

        Exact(result).ShouldBe([Rational.Of(40_200, 40_320).ToString(), Rational.Of(40_230, 40_320).ToString(), Rational.Of(40_230, 40_320).ToString(), Rational.Of(40_230, 40_320).ToString()]);
        Items(result, 1).ShouldBe([$"the outage 'a' was corrected = {Rational.Of(60, 40_320)}", $"the outage 'b' was corrected = {Rational.Of(-30, 40_320)}"]);
    }

    /// <summary>Windows in which nothing is excluded, and windows in which something is.</summary>
    [Fact]
    public void Each_figure_is_that_of_a_text_with_so_much_less_in_it()
    {
        static Evaluation Of(Func<Metric, Metric> metrics) => WorkedOutBeforeTests.Fresh(WorkedOutBeforeTests.Text with { Metrics = WorkedOutBeforeTests.Text.Metrics.Select(metrics).ToValueList() }, WorkedOutBeforeTests.Facts);
        var figures = WorkedOutBeforeTests.Fresh(WorkedOutBeforeTests.Text, WorkedOutBeforeTests.Facts).Results.Select(r => r.Figures!).ToList();

        figures.Select(f => f.Excluded).ShouldBe(Of(m => m.WithoutRules()).Results.Select(r => new StepFigure(r.Attained, r.Verdict)));
        figures.Select(f => f.Corrected).ShouldBe(Of(m => m.WithoutRules().Bare()).Results.Select(r => new StepFigure(r.Attained, r.Verdict)));
        figures.Count(f => f.Corrected != f.Excluded).ShouldBeInRange(1, figures.Count / 2);
    }
}
