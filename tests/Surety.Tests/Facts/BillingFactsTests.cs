using NodaTime;
using Shouldly;
using Surety.Facts;
using Xunit;

namespace Surety.Tests.Facts;

public sealed class BillingFactsTests
{
    const string Line = "{'type':'charge','id':'a','amount':100.50,'currency':'EUR','from':'2026-10-01','until':'2026-11-01','service':'shop','labels':{'feature':'search'}}";

    static string[] Refused(params string[] lines)
    {
        var builder = Fact.Read(lines);
        builder.Build();
        return [.. builder.Problems.Select(p => $"{p.At.Line} {p.Code}")];
    }

    [Fact]
    public void A_charge_is_a_line_of_an_invoice()
    {
        var charge = Fact.Set(Line).Charges.ShouldHaveSingleItem();

        (charge.Amount, charge.Currency.Code, charge.Kind, charge.Labels.ToString()).ShouldBe((100.50m, "EUR", ChargeKind.Recurring, "feature=search, service=shop"));
        charge.From.In(DateTimeZoneProviders.Tzdb["Europe/Berlin"]).ShouldBe(Fact.At("2026-10-01T00:00:00+02:00"));
        charge.Until!.Value.In(DateTimeZoneProviders.Tzdb["Europe/Berlin"]).ShouldBe(Fact.At("2026-11-01T00:00:00+01:00"));
    }

    [Theory]
    [InlineData("'until':'2026-11-01'", "'until':'2026-10-01'", "1 fact.order")]
    [InlineData("'until':'2026-11-01'", "'until':'2026-11-01T00:00:00Z'", "1 fact.mixed")]
    [InlineData(",'until':'2026-11-01'", "", "1 fact.missing")]
    [InlineData("'id':'a',", "", "1 fact.missing")]
    [InlineData("'EUR'", "'EURO'", "1 fact.currency")]
    [InlineData("'EUR'", "'XYZ'", "1 fact.currency")]
    [InlineData("100.50", "'many'", "1 fact.number")]
    [InlineData("'service'", "'kind':'once','service'", "1 fact.choice")]
    public void What_no_line_can_be_is_refused_at_its_place(string from, string to, string problem) => Refused(Line.Replace(from, to, StringComparison.Ordinal)).ShouldBe([problem]);

    [Theory]
    [InlineData("{'type':'usage','quantity':-1,'unit':'request','from':'2026-10-01','until':'2026-11-01'}", "1 fact.quantity")]
    [InlineData("{'type':'usage','quantity':1,'unit':'request','from':'2026-10-01'}", "1 fact.missing")]
    [InlineData("{'type':'payment','invoice':'R','state':'late','at':'2026-10-01T00:00:00Z'}", "1 fact.choice")]
    [InlineData("{'type':'plan','from':'2026-10-01','attributes':{'tier':'gold'}}", "1 fact.tier")]
    [InlineData("{'type':'plan','from':'2026-10-01'}", "1 fact.missing")]
    public void What_makes_no_sense_of_usage_payment_and_plan_is_refused(string line, string problem) => Refused(line).ShouldBe([problem]);

    [Fact]
    public void A_line_that_is_sent_twice_counts_once_and_two_lines_of_one_id_for_nobody()
    {
        Fact.Set(Line, Line).Charges.Count.ShouldBe(1);

        Refused(Line, Line.Replace("100.50", "99", StringComparison.Ordinal)).ShouldBe(["1 fact.contradiction", "2 fact.contradiction"]);
        Fact.Set(Line, Line.Replace("100.50", "99", StringComparison.Ordinal)).Charges.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{'type':'usage','quantity':1,'unit':'request','from':'2026-10-01','until':'2026-11-01'}", "'quantity':1", "'quantity':2")]
    [InlineData("{'type':'payment','invoice':'R','state':'paid','at':'2026-10-01T00:00:00Z'}", "paid", "overdue")]
    [InlineData("{'type':'plan','from':'2026-10-01','tier':'gold'}", "gold", "silver")]
    public void Two_that_cannot_both_be_are_refused(string line, string from, string to) =>
        Refused(line, line.Replace(from, to, StringComparison.Ordinal)).ShouldBe(["1 fact.contradiction", "2 fact.contradiction"]);

    [Fact]
    public void A_correction_takes_the_place_of_a_line_from_when_it_is_known()
    {
        var builder = Fact.Read(Line, Line.Replace("'id':'a'", "'id':'b','supersedes':'a','known':'2026-11-20T00:00:00Z'", StringComparison.Ordinal).Replace("100.50", "80", StringComparison.Ordinal));

        builder.Build(Fact.At("2026-11-19T00:00:00Z")).Charges.ShouldHaveSingleItem().Amount.ShouldBe(100.50m);
        builder.Build(Fact.At("2026-11-20T00:00:00Z")).Charges.ShouldHaveSingleItem().Amount.ShouldBe(80);
    }

    // 1 October begins first at UTC+14: at 10:00 of 30 September in UTC.
    [Theory]
    [InlineData("2026-09-30T09:59:59Z", 0)]
    [InlineData("2026-09-30T10:00:00Z", 1)]
    public void A_date_is_known_when_it_begins_anywhere(string knownAt, int charges) => Fact.Read(Line).Build(Fact.At(knownAt)).Charges.Count.ShouldBe(charges);
}
