using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Shouldly;
using Surety.Escalation;
using Surety.Facts;
using Surety.Scope;
using Surety.Tests.Facts;
using Xunit;

namespace Surety.Tests.Escalation;

public sealed class BilledLinesTests
{
    static readonly DateTimeZone Berlin = DateTimeZoneProviders.Tzdb["Europe/Berlin"];
    static readonly Instant First = Fact.At("2026-09-20T00:00:00+02:00");
    static readonly BilledLines.Filter Everything = new([]);
    static readonly ChargeKind[] Default = [ChargeKind.Recurring, ChargeKind.Usage];

    sealed record Line(int Start, int Hours, int Amount, ChargeKind Kind);

    static Gen<Line> AnyLine =>
        from start in Gen.Choose(0, 1600)
        from hours in Gen.OneOf(Gen.Choose(1, 40), Gen.Choose(200, 1500))
        from amount in Gen.Choose(-500, 5000)
        from kind in Gen.Elements(Enum.GetValues<ChargeKind>())
        select new Line(start, hours, amount, kind);

    static Instant At(int hour) => First + Duration.FromHours(hour);

    static BilledLines Of(IEnumerable<Line> lines) => new(new FactSet
    {
        Charges = lines.Select((l, i) => new BilledCharge($"c{i}", Labels.None, l.Amount, new("EUR"), new(At(l.Start), null), new(At(l.Start + l.Hours), null), l.Kind, null, default)).ToValueList(),
    }, Berlin);

    /// <summary>Hour by hour: each line costs the same in each of its hours.</summary>
    static Rational Slowly(IEnumerable<Line> lines, int from, int until)
    {
        var sum = Rational.Zero;
        foreach (var line in lines.Where(l => Default.Contains(l.Kind)))
            for (var hour = from; hour < until; hour++)
                if (hour >= line.Start && hour < line.Start + line.Hours) sum += Rational.Of(line.Amount, line.Hours);
        return sum;
    }

    /// <summary>Month by month: whether each month from that of the first line on has some line, and the stretch has one at all.</summary>
    static bool IsKnown(List<Line> lines, int from, int until)
    {
        var counting = lines.FindAll(l => Default.Contains(l.Kind));
        string Month(int hour) => At(hour).InZone(Berlin).Date.ToString("uuuu-MM", null);
        bool HasOne(IEnumerable<int> hours) => hours.Any(h => counting.Exists(l => h >= l.Start && h < l.Start + l.Hours));
        var all = Enumerable.Range(from, until - from).ToList();
        return HasOne(all) && all.GroupBy(Month).Where(m => string.CompareOrdinal(m.Key, Month(counting.Min(l => l.Start))) >= 0).All(HasOne);
    }

    [Fact]
    public void A_line_counts_the_share_of_its_time_as_it_would_hour_by_hour()
    {
        var cases = from lines in Gen.ListOf(AnyLine, 5) from start in Gen.Choose(0, 1700) from hours in Gen.Choose(1, 800) select (Lines: lines.ToList(), Start: start, Until: start + hours);

        Prop.ForAll(cases.ToArbitrary(), one =>
        {
            var charge = Of(one.Lines).Charges("charges", Everything, Default, new(At(one.Start), At(one.Until)), inFull: false);
            if (!IsKnown(one.Lines, one.Start, one.Until)) return charge is Charge.NotYetKnown;
            return charge is Charge.Of of && of.Amount == Slowly(one.Lines, one.Start, one.Until) && of.Why.AddsUp() && of.Why.Value.Exact == of.Amount;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    [Fact]
    public void What_is_billed_in_full_counts_whole_in_each_period_that_it_touches()
    {
        var lines = Of([new(0, 480, 900, ChargeKind.Recurring)]); // 20 September to 9 October

        foreach (var month in new[] { 9, 10 })
            Amount(lines.Charges("charges", Everything, Default, WindowRule.Month.At(new LocalDate(2026, month, 1), Berlin).Time, inFull: true)).ShouldBe(900);
    }

    // Setting up is charged on a day: the month that has the day has it whole. In a month with a recurring line and without one-time items they are zero; in one that nobody billed they are unknown.
    [Fact]
    public void One_time_items_are_zero_only_in_a_month_that_was_billed()
    {
        var facts = Fact.Set(
            "{'type':'charge','id':'a','amount':100,'currency':'EUR','from':'2026-09-01','until':'2026-10-01'}", "{'type':'charge','id':'b','amount':50,'currency':'EUR','kind':'one-time','from':'2026-10-31'}");
        Charge In(int month) => new BilledLines(facts, Berlin).Charges("one-time charges", Everything, [ChargeKind.OneTime], WindowRule.Month.At(new LocalDate(2026, month, 1), Berlin).Time, inFull: false);

        Amount(In(9)).ShouldBe(Rational.Zero);
        Amount(In(10)).ShouldBe(50);
        In(11).ShouldBeOfType<Charge.NotYetKnown>();
    }

    [Fact]
    public void Lines_of_two_currencies_are_not_added()
    {
        var facts = Fact.Set(
            "{'type':'charge','id':'a','amount':100,'currency':'EUR','from':'2026-09-01','until':'2026-10-01'}", "{'type':'charge','id':'b','amount':50,'currency':'CHF','from':'2026-09-01','until':'2026-10-01'}");

        new BilledLines(facts, Berlin).Charges("charges", Everything, Default, WindowRule.Month.At(new LocalDate(2026, 9, 1), Berlin).Time, inFull: false)
            .ShouldBe(new Charge.Mixed([new("CHF"), new("EUR")]));
    }

    [Fact]
    public void A_long_list_opens_its_first_lines_and_adds_up_with_the_rest()
    {
        var charge = Of(Enumerable.Range(0, 1500).Select(i => new Line(i / 10, 5, i, ChargeKind.Usage))).Charges("charges", Everything, Default, new(First, At(2000)), inFull: false);

        var of = charge.ShouldBeOfType<Charge.NotYetKnown>().Sentence; // nothing in October and later
        of.ShouldContain("2026-10");
        var september = (Charge.Of)Of(Enumerable.Range(0, 1500).Select(i => new Line(i / 10, 5, i, ChargeKind.Usage))).Charges("charges", Everything, Default, new(First, At(200)), inFull: false);
        september.Amount.ShouldBe(Enumerable.Range(0, 1500).Sum());
        september.Why.Parts.Count.ShouldBe(1001);
        september.Why.Parts[^1].For.ShouldBe(500);
        september.Why.AddsUp().ShouldBeTrue();
    }

    static Rational Amount(Charge charge) => charge.ShouldBeOfType<Charge.Of>().Amount;
}
