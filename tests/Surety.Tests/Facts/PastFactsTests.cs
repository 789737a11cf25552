using System.Text;
using NodaTime;
using NodaTime.Text;
using Shouldly;
using Surety.Facts;
using Xunit;

namespace Surety.Tests.Facts;

public sealed class PastFactsTests
{
    static Instant At(string text) => InstantPattern.ExtendedIso.Parse(text).Value;

    static FactBatch Read(string now, params string[] lines) =>
        FactBatch.Read(builder => JsonLines.Read(builder, "facts", Encoding.UTF8.GetBytes(string.Join('\n', lines)), source: "probe"), new Dictionary<(string, string), Digest>(), At(now));

    static string State(string at) => $$"""{"type":"state","service":"shop","at":"{{at}}","state":"up"}""";

    static long In(FactBatch batch, string zone, string month)
    {
        var start = NodaTime.Text.LocalDatePattern.Iso.Parse(month + "-01").Value;
        long Ticks(LocalDate day) => day.AtStartOfDayInZone(DateTimeZoneProviders.Tzdb[zone]).ToInstant().ToUnixTimeTicks();
        return batch.Past.Where(p => p.IsIn(Ticks(start), Ticks(start.PlusMonths(1)))).Sum(p => p.Facts);
    }

    [Fact]
    public void What_comes_in_its_own_month_is_not_past() =>
        Read("2026-11-20T10:00:00Z", State("2026-11-20T09:59:00Z"), State("2026-11-02T00:00:00Z")).Past.ShouldBeEmpty();

    [Fact]
    public void Whoever_sends_at_once_is_not_late_in_any_zone_while_the_month_turns()
    {
        foreach (var now in new[] { "2026-10-31T10:02:03Z", "2026-10-31T23:59:00Z", "2026-11-01T00:08:00Z", "2026-11-01T11:47:00Z" })
            foreach (var zone in new[] { "Europe/Berlin", "Pacific/Kiritimati", "Etc/GMT+12", "Asia/Kathmandu" })
                In(Read(now, State(InstantPattern.ExtendedIso.Format(At(now) - Duration.FromMilliseconds(100)))), zone, "2026-10").ShouldBeOneOf(0, 1);
    }

    [Theory]
    [InlineData("Europe/Berlin", "2026-10-31T22:59:59Z", "2026-10")]
    [InlineData("Europe/Berlin", "2026-10-31T23:00:00Z", "2026-11")]
    [InlineData("America/Los_Angeles", "2026-11-01T06:59:59Z", "2026-10")]
    [InlineData("America/Los_Angeles", "2026-11-01T07:00:00Z", "2026-11")]
    [InlineData("Asia/Kathmandu", "2026-10-31T18:14:59Z", "2026-10")]
    [InlineData("Asia/Kathmandu", "2026-10-31T18:15:00Z", "2026-11")]
    [InlineData("Pacific/Kiritimati", "2026-10-31T10:00:00Z", "2026-11")]
    [InlineData("Etc/GMT+12", "2026-11-01T11:59:59Z", "2026-10")]
    public void A_fact_is_of_the_month_of_whichever_zone(string zone, string at, string month)
    {
        var batch = Read("2026-12-20T10:00:00Z", State(at));

        foreach (var one in new[] { "2026-09", "2026-10", "2026-11", "2026-12" }) In(batch, zone, one).ShouldBe(one == month ? 1 : 0, one);
    }

    [Fact]
    public void A_span_is_of_each_month_that_it_touches_and_counts_once_in_each()
    {
        var batch = Read("2027-01-20T10:00:00Z", """{"type":"exclusion","exclusion":"works","service":"shop","from":"2026-10-31T23:30:00Z","until":"2026-12-02T00:00:00Z"}""");

        new[] { "2026-10", "2026-11", "2026-12", "2027-01" }.Select(m => In(batch, "Europe/Berlin", m)).ShouldBe([0, 1, 1, 0]);
        new[] { "2026-10", "2026-11", "2026-12", "2027-01" }.Select(m => In(batch, "America/New_York", m)).ShouldBe([1, 1, 1, 0]);
    }

    [Theory]
    [InlineData("""{"type":"outage","service":"shop","from":"2026-10-06T10:00:00Z"}""", 1, 1)]
    [InlineData("""{"type":"plan","from":"2026-10-05","tier":"gold"}""", 1, 1)]
    [InlineData("""{"type":"plan","from":"2026-11-01","tier":"gold"}""", 0, 1)]
    [InlineData("""{"type":"member","group":"sites","member":"s1","until":"2026-11-01"}""", 1, 0)]
    [InlineData("""{"type":"member","group":"sites","member":"s1","from":"2026-11-01"}""", 0, 1)]
    [InlineData("""{"type":"workload","of":"orders","period":"2026-10","quantity":5,"at":"2026-12-03T08:00:00Z"}""", 1, 0)]
    [InlineData("""{"type":"workload","of":"orders","period":"2026-Q4","quantity":5,"at":"2026-12-03T08:00:00Z"}""", 1, 1)]
    [InlineData("""{"type":"workload","of":"orders","period":"2026-11-05 to 2026-11-11","quantity":5,"at":"2026-12-03T08:00:00Z"}""", 0, 1)]
    [InlineData("""{"type":"imported","of":"supplier","met":true,"labels":{"period":"2026-10"}}""", 1, 0)]
    [InlineData("""{"type":"claimed","of":"outages","at":"2026-11-03T08:00:00Z","labels":{"period":"2026-10"}}""", 0, 1)]
    [InlineData("""{"type":"usage","quantity":3,"unit":"request","from":"2026-10-01","until":"2026-11-01"}""", 1, 0)]
    [InlineData("""{"type":"charge","id":"c","source":"s","amount":"3.00","currency":"EUR","from":"2026-11-01","until":"2026-12-01"}""", 0, 1)]
    public void Each_kind_of_fact_is_of_the_time_that_it_speaks_of(string fact, long october, long november)
    {
        var batch = Read("2026-12-20T10:00:00Z", fact);

        batch.Problems.ShouldBeEmpty();
        (In(batch, "Europe/Berlin", "2026-10"), In(batch, "Europe/Berlin", "2026-11")).ShouldBe((october, november));
    }

    [Theory]
    [InlineData("2026", "2026-01-01", "2027-01-01")]
    [InlineData("2026-H1", "2026-01-01", "2026-07-01")]
    [InlineData("2026-H2", "2026-07-01", "2027-01-01")]
    [InlineData("2026-Q3", "2026-07-01", "2026-10-01")]
    [InlineData("2026-09", "2026-09-01", "2026-10-01")]
    [InlineData("2026-12", "2026-12-01", "2027-01-01")]
    [InlineData("2026-10-05", "2026-10-05", "2026-10-06")]
    [InlineData("2026-10-05 to 2026-10-11", "2026-10-05", "2026-10-12")]
    [InlineData("0000", "0000-01-01", "0001-01-01")]
    [InlineData("9999-12", "9999-12-01", "9999-12-31")]
    [InlineData("9999-12-31", "9999-12-31", "9999-12-31")]
    [InlineData("2026-13", null, null)]
    [InlineData("2026-H3", null, null)]
    [InlineData("2026-Q5", null, null)]
    [InlineData("2026-10-05 to 2026-10-06 to 2026-10-07", null, null)]
    [InlineData("202", null, null)]
    public void A_name_of_a_window_is_one_exactly_where_its_days_are_known(string name, string? from, string? until)
    {
        var days = WorkQuantity.DaysOf(name);

        WorkQuantity.IsPeriod(name).ShouldBe(from is not null);
        (days is { } d ? LocalDatePattern.Iso.Format(d.From) : null, days is { } u ? LocalDatePattern.Iso.Format(u.Until) : null).ShouldBe((from, until));
    }

    [Fact]
    public void Work_of_a_half_year_is_of_each_month_of_it()
    {
        var batch = Read("2027-01-20T10:00:00Z", """{"type":"workload","of":"orders","period":"2026-H2","quantity":5,"at":"2027-01-03T08:00:00Z"}""");

        batch.Problems.ShouldBeEmpty();
        new[] { "2026-06", "2026-07", "2026-12" }.Select(m => In(batch, "Europe/Berlin", m)).ShouldBe([0, 1, 1]);
    }

    [Fact]
    public void Of_a_year_of_measurements_few_stretches_are_kept_and_each_fact_once()
    {
        var start = At("2026-01-01T00:00:00Z");
        var batch = Read("2027-02-20T10:00:00Z", [.. Enumerable.Range(0, 365 * 24).Select(h => State(InstantPattern.ExtendedIso.Format(start + Duration.FromHours(h))))]);

        batch.Past.Sum(p => p.Facts).ShouldBe(365 * 24);
        batch.Past.Count.ShouldBeLessThan(12 * 28);
        Enumerable.Range(1, 12).Sum(m => In(batch, "UTC", $"2026-{m:00}")).ShouldBe(365 * 24);
    }
}
