using NodaTime;
using Shouldly;
using Surety.Agreements;
using Surety.Facts;
using Surety.Levels;
using Surety.Scope;
using Surety.Statements;
using Surety.Tests.Facts;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>The first example of the guide, as its note.md works it out.</summary>
public sealed class EvaluationTests
{
    static readonly string[] Facts =
    [
        "{'type':'state','at':'2026-09-28T00:00:00+02:00','service':'website','state':'up'}",
        "{'type':'state','at':'2026-10-07T21:15:00+02:00','service':'website','state':'down'}",
        "{'type':'state','at':'2026-10-07T22:03:00+02:00','service':'website','state':'up'}",
        "{'type':'state','at':'2026-10-21T05:00:00+02:00','service':'website','state':'down'}",
        "{'type':'state','at':'2026-10-21T05:40:00+02:00','service':'website','state':'up'}",
        "{'type':'exclusion','id':'w1','exclusion':'planned work','service':'website','from':'2026-10-21T05:00:00+02:00','until':'2026-10-21T06:00:00+02:00','announced':'2026-10-16T10:00:00+02:00'}",
        "{'type':'ticket','service':'website','ticket':'B-1','event':'opened','priority':'urgent','at':'2026-10-05T10:00:00+02:00'}",
        "{'type':'ticket','service':'website','ticket':'B-1','event':'replied','by':'provider','at':'2026-10-05T11:30:00+02:00'}",
        "{'type':'ticket','service':'website','ticket':'B-2','event':'opened','priority':'urgent','at':'2026-10-09T12:00:00+02:00'}",
        "{'type':'ticket','service':'website','ticket':'B-2','event':'replied','by':'provider','at':'2026-10-12T10:30:00+02:00'}",
        "{'type':'ticket','service':'website','ticket':'B-3','event':'opened','priority':'normal','at':'2026-10-22T15:00:00+02:00'}",
        "{'type':'ticket','service':'website','ticket':'B-3','event':'replied','by':'provider','at':'2026-10-23T12:59:00+02:00'}",
    ];

    static ValueList<LevelResult> October() => Evaluated().Results.Where(r => r.Window.Name == "2026-10").ToValueList();

    static Evaluation Evaluated()
    {
        var agreement = AgreementFile.Parse("agreement.yaml", File.ReadAllBytes(Source.File("docs/guide/examples/first/agreement.yaml"))).Agreement!;
        var versions = ((Result<Versions>.Ok)Versions.Of([agreement])).Value;
        var asOf = Fact.At("2026-11-03T09:00:00Z");
        return Evaluation.Of(versions, Fact.Set(Facts), Fact.At("2026-10-31T23:00:00Z"), asOf);
    }

    [Fact]
    public void The_statement_owes_eighteen_euros_tells_lena_and_waits_for_the_letter()
    {
        var statement = Evaluated().Statement(WindowRule.Month.At(new LocalDate(2026, 10, 1), DateTimeZoneProviders.Tzdb["Europe/Vienna"]));

        statement.Totals.ShouldHaveSingleItem().Owed.ToString().ShouldBe("EUR 18.00");
        statement.Credits.ShouldHaveSingleItem().Why.AddsUp().ShouldBeTrue();
        var message = statement.Messages.ShouldHaveSingleItem();
        (message.When, message.About, message.Tell[0].Role).ShouldBe((Fact.At("2026-10-12T10:00:00+02:00"), "ticket B-2", "lena"));
        var letter = statement.Duties.Single(d => d.Period == "2026-10");
        (letter.Due, letter.State).ShouldBe((Fact.At("2026-11-06T23:00:00Z"), DutyState.Planned));
        statement.Life.State.ShouldBe("complete");
    }

    [Fact]
    public void Two_evaluations_of_the_same_facts_are_equal_down_to_their_derivations() => Evaluated().Results.ShouldBe(Evaluated().Results);

    /// <summary>Scopes are measured beside each other; none may see anything of another, and each stands in its place.</summary>
    [Fact]
    public void Each_of_many_services_is_what_it_is_alone()
    {
        var agreement = AgreementFile.Parse("a.yaml", """
            surety: 1
            agreement: many
            title: Many services
            parties:
              provider:
                name: P
              customer:
                name: C
            term:
              from: 2026-10-01
              time zone: UTC
            scope:
              exclusions:
                works:
                  at most: 2 h per month
            metrics:
              uptime:
                measures: availability
                observed by: changes
                for each: service
                leaves out: works
              usual:
                measures: value
                observed by: samples
                takes: 50th percentile
                unit: ms
                for each: service
              worst:
                measures: value
                observed by: samples
                takes: 90th percentile
                unit: ms
                for each: service
            service levels:
              up:
                metric: uptime
                per: day
                target: at least 99 %
              usual:
                metric: usual
                per: month
                target: at most 50 ms
              worst:
                metric: worst
                per: month
                target: at most 80 ms
            """u8.ToArray()).Agreement!;
        var versions = ((Result<Versions>.Ok)Versions.Of([agreement])).Value;
        string[] Of(int i) =>
        [
            $"{{'type':'state','at':'2026-09-30T00:00:00Z','service':'s{i:D2}','state':'up'}}", $"{{'type':'state','at':'2026-10-0{1 + (i % 9)}T0{i % 7}:00:00Z','service':'s{i:D2}','state':'down'}}",
            $"{{'type':'state','at':'2026-10-1{i % 10}T00:{i:D2}:00Z','service':'s{i:D2}','state':'up'}}",
            .. Enumerable.Range(0, 20).Select(n => $"{{'type':'sample','at':'2026-10-{1 + n:D2}T00:00:00Z','service':'s{i:D2}','value':{(n + i) * 37 % 101}}}"),
        ];
        const string works = "{'type':'exclusion','exclusion':'works','from':'2026-10-05T00:00:00Z','until':'2026-10-05T03:00:00Z'}";
        ValueList<LevelResult> Measured(IEnumerable<int> services) =>
            Evaluation.Of(versions, Fact.Set([works, .. services.SelectMany(Of)]), Fact.At("2026-11-01T00:00:00Z"), Fact.At("2026-11-02T00:00:00Z")).Results;
        static IEnumerable<(string, Interval, Labels, Verdict, Figure?, Rational?, Duration?, int)> Figures(IEnumerable<LevelResult> results) =>
            results.Select(r => (r.Level, r.Window.Time, r.Scope, r.Verdict, r.Attained, r.Coverage, r.BadTime, r.Misses.Count));

        var together = Measured(Enumerable.Range(0, 60));

        var alone = Enumerable.Range(0, 60).SelectMany(i => Measured([i])).ToLookup(r => (r.Level, r.Window.Time));
        Figures(together).ShouldBe(together.Select(r => (r.Level, r.Window.Time)).Distinct().SelectMany(key => Figures(alone[key])));
        together.Count.ShouldBe(60 * (31 + 1 + 1));
    }

    [Fact]
    public void Events_that_no_metric_reads_are_remarked_on()
    {
        var agreement = AgreementFile.Parse("agreement.yaml", File.ReadAllBytes(Source.File("docs/guide/examples/first/agreement.yaml"))).Agreement!;
        var facts = Fact.Set([.. Facts, "{'type':'ticket','service':'website','ticket':'B-4','event':'repliied','by':'provider','at':'2026-10-12T10:30:00+02:00'}"]);
        var period = Surety.Scope.WindowRule.Month.At(new LocalDate(2026, 10, 1), agreement.Zone);

        var statement = Evaluation.Of(((Result<Versions>.Ok)Versions.Of([agreement])).Value, facts, period.Time.End, Fact.At("2026-11-03T09:00:00Z")).Statement(period);

        statement.Remarks.Single(r => r.Code == "facts.unread-event").Text.ShouldEndWith("Did you mean 'replied'?");
    }

    [Fact]
    public void The_website_was_up_for_929_of_930_parts_and_that_is_a_miss()
    {
        var result = October().Single(r => r.Level == "website is up");

        result.Attained.ShouldBe(new Figure.Share(Rational.Of(929, 930)));
        result.Verdict.ShouldBe(Verdict.Missed);
        result.BadTime.ShouldBe(Duration.FromMinutes(48));
        result.Why.AddsUp().ShouldBeTrue();
    }

    [Fact]
    public void One_urgent_mail_was_answered_half_an_hour_of_service_late()
    {
        var urgent = October().Single(r => r.Level == "quick answer" && r.Scope["priority"] == "urgent");

        urgent.Verdict.ShouldBe(Verdict.Missed);
        urgent.Attained.ShouldBe(new Figure.Share(Rational.Of(1, 2)));
        var late = urgent.Misses.ShouldHaveSingleItem();
        late.What.ShouldBe("B-2");
        late.Due.ShouldBe(Fact.At("2026-10-12T08:00:00Z"));
        late.By.ShouldBe(Duration.FromMinutes(30));
        urgent.Why.AddsUp().ShouldBeTrue();
    }

    [Fact]
    public void Other_mails_were_answered_in_time()
    {
        var other = October().Single(r => r.Level == "quick answer" && r.Scope["priority"] == "otherwise");

        other.Verdict.ShouldBe(Verdict.Met);
        other.Events.ShouldBe(1);
    }
}
