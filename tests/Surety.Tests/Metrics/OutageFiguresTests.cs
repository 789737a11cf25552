using NodaTime;
using Shouldly;
using Surety.Calendars;
using Surety.Facts;
using Surety.Metrics;
using Surety.Scope;
using Surety.Tests.Facts;
using Xunit;

namespace Surety.Tests.Metrics;

/// <summary>Outages of one Monday in September 2026, in UTC.</summary>
public sealed class OutageFiguresTests
{
    static readonly Metric.Availability Uptime = new() { Name = "uptime", Clause = default, Reads = new(null, null, null, []), ObservedBy = new Observation.Outages(), BadWhen = new BadRule.AsObserved(), LeavesOut = ["works"] };
    static readonly Interval Day = new(At("00:00"), At("24:00"));
    static readonly BusinessCalendar Office = Calendars.Example.Calendar("Etc/UTC", ("mon-sun", "08:00-12:00 13:00-18:00"));

    static Instant At(string time) => Instant.FromUtc(2026, 9, 7, 0, 0) + Duration.FromMinutes((int.Parse(time[..2]) * 60) + int.Parse(time[3..]));

    static string Outage(string from, string until) => $"{{'type':'outage','id':'{from}','from':'{At(from)}','until':'{At(until)}'}}";

    static string Works(string from, string until) => $"{{'type':'exclusion','exclusion':'works','from':'{At(from)}','until':'{At(until)}'}}";

    static Measurement Measure(OutageFigure of, BusinessCalendar? during, params string[] lines) => Measure(Uptime, of, during, lines);

    static Measurement Measure(Metric.Availability metric, OutageFigure of, BusinessCalendar? during, params string[] lines)
    {
        var facts = Fact.Set(lines);
        return AvailabilityMeasure.Of(metric, facts, ScopeSelection.Everything, during, Checked.AllGranted(facts), At("24:00")).Outages(of, Day, new(null, null)).AddingUp();
    }

    static Figure.Time Minutes(Rational minutes) => new(minutes * NodaConstants.TicksPerMinute);

    [Fact]
    public void Downtime_longest_number_and_means_of_three_outages()
    {
        // 10 + 60 + 20 = 90 min of 1,440. Restored after 30 on average; 1,350 good minutes between three are 450 each.
        string[] lines = [Outage("01:00", "01:10"), Outage("10:00", "11:00"), Outage("20:00", "20:20")];

        Measure(OutageFigure.Downtime, null, lines).Attained.ShouldBe(Minutes(90));
        Measure(OutageFigure.Longest, null, lines).Attained.ShouldBe(Minutes(60));
        Measure(OutageFigure.Number, null, lines).Attained.ShouldBe(new Figure.Number(3));
        Measure(OutageFigure.MeanToRestore, null, lines).Attained.ShouldBe(Minutes(30));
        Measure(OutageFigure.MeanBetween, null, lines).Attained.ShouldBe(Minutes(450));
    }

    [Fact]
    public void Silence_from_the_beginning_of_time_is_one_outage_that_is_told_from_the_window_on()
    {
        var metric = Uptime with { ObservedBy = new Observation.Changes(), BadWhen = new BadRule.StateIs([ServiceState.Down]), NoData = NoData.Bad };

        var measured = Measure(metric, OutageFigure.Longest, null);

        measured.Attained.ShouldBe(Minutes(1_440));
        measured.Why.Parts[0].Sentence.ShouldBe("outage from 2026-09-07 00:00 +00:00 to 2026-09-08 00:00 +00:00");
    }

    [Fact]
    public void An_outage_that_closed_hours_and_works_cut_is_one()
    {
        // 11:00 to 14:00: the lunch hour is closed, 13:30 to 13:40 are works: 60 + 30 + 20 = 110 min of one outage. 19:00 to 20:00 lies in closed time: none.
        string[] lines = [Outage("11:00", "14:00"), Outage("19:00", "20:00"), Works("13:30", "13:40")];

        Measure(OutageFigure.Number, Office, lines).Attained.ShouldBe(new Figure.Number(1));
        Measure(OutageFigure.Longest, Office, lines).Attained.ShouldBe(Minutes(110));
        Measure(OutageFigure.MeanToRestore, Office, lines).Attained.ShouldBe(Minutes(110));
        // Open 540 min without 10 of works, less 110.
        Measure(OutageFigure.MeanBetween, Office, lines).Attained.ShouldBe(Minutes(420));
    }

    [Fact]
    public void Without_an_outage_counts_are_zero_and_means_are_none()
    {
        Measure(OutageFigure.Downtime, null).Attained.ShouldBe(Minutes(0));
        Measure(OutageFigure.Longest, null).Attained.ShouldBe(Minutes(0));
        Measure(OutageFigure.Number, null).Attained.ShouldBe(new Figure.Number(0));
        foreach (var mean in new[] { OutageFigure.MeanToRestore, OutageFigure.MeanBetween })
        {
            var measured = Measure(mean, null);
            (measured.Attained, measured.IsEnough, measured.Events).ShouldBe((null, false, 0));
        }
    }

    [Fact]
    public void Where_too_little_is_known_nothing_is_known_of_outages()
    {
        var changes = Uptime with { ObservedBy = new Observation.Changes(), BadWhen = new BadRule.StateIs([Surety.Facts.ServiceState.Down]) };

        Measure(changes, OutageFigure.Number, null, $"{{'type':'state','at':'{At("12:00")}','state':'up'}}").IsEnough.ShouldBeFalse();
        Measure(changes, OutageFigure.Number, null).Attained.ShouldBeNull();
    }
}
