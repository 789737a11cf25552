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
