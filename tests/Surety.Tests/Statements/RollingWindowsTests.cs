using Shouldly;
using Surety.Levels;
using Surety.Statements;
using Surety.Tests.Facts;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>
/// A shop is down for an hour on 10 February and for 70 minutes on 20 March 2026. January to March are 90 days or 129,600 min, of which 0.1 % are 129.6 min: 130 are too many.
/// February to April are 89 days and 128.16 min: too many as well. March to May are 92 days and 132.48 min, of which only the 70 of March are bad.
/// </summary>
public sealed class RollingWindowsTests
{
    static readonly string[] Outages =
    [
        "{'type':'outage','id':'a','from':'2026-02-10T10:00:00Z','until':'2026-02-10T11:00:00Z','service':'shop'}",
        "{'type':'outage','id':'b','from':'2026-03-20T10:00:00Z','until':'2026-03-20T11:10:00Z','service':'shop'}",
    ];

    const string Escalation = """
        credits:
          l:
            bands:
              - below 99.9 %: 10 %
        rights:
          leave:
            when: l missed in 2 consecutive windows
        """;

    static Statement Of(int month) => SmallAgreement.OfOne("measures: availability\nof: shop\nobserved by: outages", "at least 99.9 %", "rolling 3 months", escalation: Escalation)
        .StatementOf(Judged.Month(month), "2026-09-01T00:00:00Z", Outages);

    [Theory]
    [InlineData(2)]
    [InlineData(3, "2026-01 to 2026-03: Missed 12947/12960")]
    [InlineData(4, "2026-02 to 2026-04: Missed 12803/12816")]
    [InlineData(5, "2026-03 to 2026-05: Met 13241/13248")]
    [InlineData(6, "2026-04 to 2026-06: Met 1")]
    public void Each_month_ends_a_window_of_it_and_the_two_before(int month, params string[] ended) =>
        Of(month).Levels.Where(l => l.Verdict != Verdict.Open).Select(l => $"{l.Window.Name}: {l.Verdict} {l.Attained!.Exact}").ShouldBe(ended);

    [Fact]
    public void Those_that_go_on_are_told_of_so_far() => Of(4).Levels.Where(l => l.Verdict == Verdict.Open).Select(l => Display.Window(l.Window)).ShouldBe(["March to May 2026", "April to June 2026"]);

    /// <summary>An amendment of 10 February takes the windows that begin in March and later; those of January and February are the old text's.</summary>
    [Fact]
    public void An_amendment_takes_the_windows_that_begin_after_it()
    {
        var level = SmallAgreement.OfOne("measures: availability\nof: shop\nobserved by: outages", "at least 99.9 %", "rolling 3 months").Newest.Levels[0];
        LevelWindows.Promised<int> Version(int number, int month, int day) => new(number, level, new(2026, month, day), NodaTime.DateTimeZone.Utc);

        LevelWindows.Of([Version(1, 1, 1), Version(2, 2, 10)], new(2026, 1, 1), null, Fact.At("2026-05-01T00:00:00Z")).Select(w => $"{w.Version.With} {w.Window.Name}")
            .ShouldBe(["1 2026-01 to 2026-03", "1 2026-02 to 2026-04", "2 2026-03 to 2026-05", "2 2026-04 to 2026-06"]);
    }

    /// <summary>An instant in March lies in three of them, and the one that began in January ends first.</summary>
    [Fact]
    public void An_instant_lies_in_as_many_windows_as_they_have_months() =>
        new Surety.Scope.WindowRule.RollingMonths(3).Touching(Fact.At("2026-03-20T10:00:00Z"), Fact.At("2026-03-20T11:00:00Z"), NodaTime.DateTimeZone.Utc).Select(w => w.Name)
            .ShouldBe(["2026-01 to 2026-03", "2026-02 to 2026-04", "2026-03 to 2026-05"]);

    /// <summary>10 % of the fee of the window, which is three months of EUR 1000.00.</summary>
    [Fact]
    public void A_credit_is_of_the_fee_of_its_window()
    {
        Of(3).Totals.ShouldHaveSingleItem().Owed.Amount.ShouldBe(300);
        Of(5).Totals.ShouldAllBe(t => t.Owed.Amount == 0);
    }

    [Fact]
    public void Windows_that_begin_a_month_after_each_other_are_consecutive()
    {
        Of(3).Rights.ShouldHaveSingleItem().State.ShouldBe(RightState.NotArisen);
        var right = Of(4).Rights.ShouldHaveSingleItem();
        (right.State, right.Have, right.Since).ShouldBe((RightState.Arisen, 2, Fact.At("2026-05-01T00:00:00Z")));
    }
}
