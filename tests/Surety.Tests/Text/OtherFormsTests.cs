using System.Text;
using Shouldly;
using Surety.Agreements;
using Surety.Facts;
using Surety.Tests.Statements;
using Xunit;

namespace Surety.Tests.Text;

/// <summary>Who writes dates, amounts and units as they are written elsewhere is told how they are written here.</summary>
public sealed class OtherFormsTests
{
    static string Refused(string line)
    {
        var builder = new FactBuilder();
        JsonLines.Read(builder, "facts.jsonl", Encoding.UTF8.GetBytes(line.Replace('\'', '"')));
        var problem = builder.Problems.ShouldHaveSingleItem();
        problem.At.Column.ShouldBeGreaterThan(1);
        return $"{problem.Message} {problem.Mend}";
    }

    [Theory]
    [InlineData("2026-02-30T10:00:00Z", "'2026-02-30T10:00:00Z' is no instant: February 2026 has 28 days. Correct the day.")]
    [InlineData("2026-13-01T10:00:00Z", "'2026-13-01T10:00:00Z' is no instant: a year has months from 01 to 12. Correct the month.")]
    [InlineData("2026-02-28T10:00:00+1", "'2026-02-28T10:00:00+1' has an offset that cannot be read. Write hours and minutes: '+01:00', or 'Z'.")]
    [InlineData("2026-02-28", "'2026-02-28' is a date and no instant. Add the time of day and the offset: '2026-02-28T00:00:00Z'.")]
    [InlineData("2026-02-28 10:00", "'2026-02-28 10:00' is a local time, and nobody knows whose. Add the seconds and the offset, '…Z' or '…+01:00'; tables of local times are read with a mapping that names the zone.")]
    [InlineData("26.10.2026 10:00", "'26.10.2026 10:00' is no instant. Write '2026-10-26' and behind it the time of day and the offset: 'T08:00:00Z'. Tables in this form are read with a mapping that names format and zone.")]
    [InlineData("1772272800", "'1772272800' looks like seconds since 1970. Write '2026-02-28T10:00:00Z'.")]
    [InlineData("1772272800000", "'1772272800000' looks like milliseconds since 1970. Write '2026-02-28T10:00:00Z'.")]
    [InlineData("yesterday", "'yesterday' is no instant. Write '2026-10-01T08:00:00Z', or with an offset.")]
    public void An_instant(string written, string told) => Refused($"{{'type':'state','at':'{written}','state':'up'}}").ShouldBe(told);

    // A date alone would do for a plan.
    [Theory]
    [InlineData("26.10.2026", "Write '2026-10-26'.")]
    [InlineData("1.2.2026", "Write '2026-02-01'.")] // with points, the day comes first everywhere
    [InlineData("10/26/2026", "Write '2026-10-26'.")]
    [InlineData("26/10/2026", "Write '2026-10-26'.")]
    [InlineData("03/04/2026", "Write the year first, then month and day: '2026-04-03' or '2026-03-04'.")]
    [InlineData("03-03-2026", "Write '2026-03-03'.")]
    [InlineData("2026/10/26", "Write '2026-10-26'.")]
    [InlineData("Oct 26, 2026", "Write '2026-10-26'.")]
    [InlineData("26th October 2026", "Write '2026-10-26'.")]
    [InlineData("31.02.2026", "Write the year first, then month and day, as '2026-10-01'; this day does not exist.")]
    public void A_date(string written, string told) => Refused($"{{'type':'plan','from':'{written}','tier':'gold'}}").ShouldBe($"'{written}' is no instant. {told}");

    [Theory]
    [InlineData("sample", "2 hrs", "Write '7200000': times are counted in milliseconds, and the unit is not written.")]
    [InlineData("sample", "1.5 s", "Write '1500': times are counted in milliseconds, and the unit is not written.")]
    [InlineData("value", "2 hrs", "Write '2': a number stands alone, in the unit that the agreement names.")]
    [InlineData("value", "99.9 %", "Write '99.9': a number stands alone, in the unit that the agreement names.")]
    [InlineData("value", "1,5", "Write '1.5', with a point before the decimals and nothing between thousands.")]
    [InlineData("value", "1.234,56", "Write '1234.56', with a point before the decimals and nothing between thousands.")]
    [InlineData("value", "1,234.56", "Write '1234.56', with a point before the decimals and nothing between thousands.")]
    [InlineData("value", "1,234", "Write '1234' if the comma divides thousands, '1.234' if it stands before decimals.")]
    [InlineData("value", "€180", "Write '180', and 'EUR' under 'currency'.")]
    [InlineData("value", "180 EUR", "Write '180', and 'EUR' under 'currency'.")]
    [InlineData("value", "many", "Write digits with a point, 99.95, or with an exponent, 1.5e-3: at most 15 before the point and 28 in all.")]
    public void A_number(string type, string written, string told) => Refused($"{{'type':'{type}','at':'2026-02-01T00:00:00Z','value':'{written}'}}").ShouldBe($"'{written}' is no number. {told}");

    [Theory]
    [InlineData("1,000", "'1,000' is no count. Write '1000'.")]
    [InlineData("12 requests", "'12 requests' is no count. Write '12': a number stands alone, in the unit that the agreement names.")]
    [InlineData("-1", "'-1' is no count. Write a whole number, not below zero.")]
    public void A_count(string written, string told) => Refused($"{{'type':'count','from':'2026-02-01T00:00:00Z','until':'2026-02-01T00:05:00Z','good':0,'total':'{written}'}}").ShouldBe(told);

    [Theory]
    [InlineData("€", "EUR")]
    [InlineData("Euro", "EUR")]
    [InlineData("$", "USD")]
    [InlineData("usd", "USD")]
    [InlineData("kr", null)]
    public void A_currency(string written, string? code) =>
        Refused($"{{'type':'charge','id':'c','amount':1,'currency':'{written}','from':'2026-02-01','until':'2026-03-01'}}").ShouldBe($"'{written}' is no currency of ISO 4217. {(code is null ? "Write three capital letters: EUR." : $"Write '{code}'.")}");

    static Problem InAgreement(string key, string value)
    {
        var text = SmallAgreement.TextOfOne("measures: time\nof: shop\nfrom: opened\nto: resolved", "95 % within 2 h", "credits:\n  l:\n    bands:\n      - missed: EUR 10.00\n    claim: within 30 days after the end of the month").Replace("  time zone: UTC", "  to: 2027-12-31\n  time zone: UTC", StringComparison.Ordinal);
        var line = text.Split('\n').First(l => l.TrimStart().StartsWith($"{key}:", StringComparison.Ordinal));
        return AgreementFile.Parse("a.yaml", Encoding.UTF8.GetBytes(text.Replace(line, line[..(line.IndexOf(':', StringComparison.Ordinal) + 2)] + value, StringComparison.Ordinal))).Problems.Where(p => p.Severity == Severity.Error).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("target", "95 % within 2 hrs", "Write '2 h'.")]
    [InlineData("target", "95 % within 90 mins", "Write '90 min'.")]
    [InlineData("target", "95 % within 10 working days", "Write '10 business days'.")]
    [InlineData("target", "95 % within 2", "Write it with its unit: '15 min', '4 business hours', '2 business days'.")]
    [InlineData("claim", "within 30d after the end of the month", "Write '30 days'.")]
    [InlineData("claim", "within 3 mths after the end of the month", "Write '3 months'.")]
    [InlineData("- missed", "€180", "Write the currency by its three letters: 'EUR 180'.")]
    [InlineData("- missed", "180 €", "Write the currency by its three letters: 'EUR 180'.")]
    [InlineData("- missed", "$180.50", "Write the currency by its three letters: 'USD 180.50'.")]
    [InlineData("fee", "€180 per month", "Write the currency by its three letters: 'EUR 180'.")]
    [InlineData("to", "26.10.2026", "Write '2026-10-26'.")]
    [InlineData("to", "10/26/2026", "Write '2026-10-26'.")]
    [InlineData("to", "October 26, 2026", "Write '2026-10-26'.")]
    public void In_an_agreement(string key, string written, string told) => InAgreement(key, written).Mend.ShouldBe(told);

    [Fact]
    public void A_day_that_does_not_exist_is_told_with_the_length_of_its_month() => InAgreement("to", "2026-02-30").Message.ShouldBe("The date '2026-02-30' does not exist: February 2026 has 28 days.");
}
