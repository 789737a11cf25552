using System.Text;
using NodaTime;
using Shouldly;
using Surety.Agreements;
using Surety.Facts;
using Surety.Scope;
using Surety.Tests.Facts;
using Xunit;

namespace Surety.Tests.Scope;

public sealed class ChargesTests
{
    const string Text = """
        surety: 1
        agreement: fees
        parties:
          provider:
            name: P
          customer:
            name: C
        term:
          from: 2026-01-01
          to: 2026-12-15
          time zone: Europe/Berlin
        scope:
          services:
            shop:
              fee: EUR 4000.00 per month
              parts:
                checkout:
                  fee: EUR 900.00 per quarter
            desk:
              fee: EUR 36500.00 per year
            watch:
              fee: EUR 7.00 per day
            network:
              fee: EUR 35.00 per month for each of routers
          inventory:
            routers:
              of: network
              attributes: [class]
              members:
                r1:
                  class: core
                  from: 2026-03-11
                  until: 2026-09-01
                r2:
                  class: edge
                r3:
                  class: edge
                  fee: EUR 50.00 per month
        """;

    [Theory]
    [InlineData("2026-02-01", "2026-03-01", "4000")]
    [InlineData("2026-01-01", "2026-04-01", "12000")]
    [InlineData("2026-09-16", "2026-10-16", "122000/31")] // 15/30 + 15/31 of 4000 = 2000 + 60000/31
    [InlineData("2026-04-01", "2026-04-11", "4000/3")] // 10 of 30 days
    [InlineData("2026-12-01", "2027-01-01", "60000/31")] // the term ends with 15 December
    [InlineData("2027-02-01", "2027-03-01", "0")]
    public void A_fee_per_month_is_whole_months_and_shares_of_days(string from, string until, string exact) =>
        Amount(Fees().OfService("shop", Date(from), Date(until)), "checkout", from, until).ShouldBe(exact);

    [Fact]
    public void The_fee_of_a_service_includes_its_parts_and_a_quarters_fee_is_three_equal_months()
    {
        var fees = Fees();

        Exact(fees.OfPart("shop", "checkout", Date("2026-02-01"), Date("2026-03-01"))).ShouldBe("300");
        Exact(fees.OfService("shop", Date("2026-02-01"), Date("2026-03-01"))).ShouldBe("4300");
    }

    [Fact]
    public void A_years_fee_is_twelve_equal_months_and_a_days_fee_counts_days()
    {
        var fees = Fees();

        Exact(fees.OfService("desk", Date("2026-02-01"), Date("2026-03-01"))).ShouldBe("9125/3");
        Exact(fees.OfService("watch", Date("2026-02-01"), Date("2026-03-01"))).ShouldBe("196");
    }

    [Fact]
    public void Members_cost_the_share_of_the_days_on_which_they_exist_and_their_own_fee_takes_the_place()
    {
        var fees = Fees();

        // March: r1 21 of 31 days of 35, r2 35, r3 50.
        Exact(fees.OfService("network", Date("2026-03-01"), Date("2026-04-01"))).ShouldBe(((Rational)35m * 21 / 31 + 85).ToString());
        Exact(fees.OfMember("routers", "r1", Date("2026-03-01"), Date("2026-04-01"))).ShouldBe("735/31");
        Exact(fees.OfMember("routers", "r1", Date("2026-10-01"), Date("2026-11-01"))).ShouldBe("0");
        Exact(fees.OfMember("routers", "r3", Date("2026-10-01"), Date("2026-11-01"))).ShouldBe("50");
    }

    [Fact]
    public void All_fees_are_every_charge_of_the_agreement() =>
        Exact(Fees().All(Date("2026-05-01"), Date("2026-06-01"))).ShouldBe(((Rational)4000 + 300 + Rational.Of(36500, 12) + 217 + 35 + 35 + 50).ToString());

    [Fact]
    public void Facts_about_members_win_and_leave_the_rest_as_listed()
    {
        var fees = Of(Text,
            "{'type':'member','group':'routers','member':'r1','until':'2026-03-21T12:00:00+01:00'}",
            "{'type':'member','group':'routers','member':'r9','attributes':{'class':'core'},'from':'2026-03-31T23:00:00+02:00'}");

        // r1: 11 to 21 March, the last day in part; r2 and r3 as listed; r9: one day.
        Exact(fees.OfMember("routers", "r1", Date("2026-03-01"), Date("2026-04-01"))).ShouldBe("385/31");
        Exact(fees.OfMember("routers", "r9", Date("2026-03-01"), Date("2026-04-01"))).ShouldBe("35/31");
        fees.Members.Of("routers").Select(m => m.Name).ShouldBe(["r1", "r2", "r3", "r9"]);
        fees.Members.Notes.ShouldHaveSingleItem().ShouldContain("'r1'");
        fees.Members.Of("routers").First().Attributes["class"].ShouldBe("core");
    }

    [Fact]
    public void Fees_of_two_currencies_are_never_added()
    {
        var fees = Of(Text.Replace("EUR 7.00", "CHF 7.00"));

        fees.All(Date("2026-05-01"), Date("2026-06-01")).ShouldBeOfType<Charge.Mixed>().Currencies.Select(c => c.Code).ShouldBe(["CHF", "EUR"]);
        Exact(fees.OfService("shop", Date("2026-05-01"), Date("2026-06-01"))).ShouldBe("4300");
    }

    [Fact]
    public void A_fee_that_nobody_wrote_is_not_zero() =>
        Of(Text.Replace("      fee: EUR 7.00 per day", "      description: eyes")).OfService("watch", Date("2026-05-01"), Date("2026-06-01")).ShouldBeOfType<Charge.NotStated>();

    static string Amount(Charge charge, string part, string from, string until) => (Rational.Of(0, 1) + ((Charge.Of)charge).Amount
        - ((Charge.Of)Fees().OfPart("shop", part, Date(from), Date(until))).Amount).ToString();

    static string Exact(Charge charge)
    {
        var of = charge.ShouldBeOfType<Charge.Of>();
        of.Why.Value.ShouldBe(new Figure.Amount(of.Amount, of.Currency));
        of.Why.AddsUp().ShouldBeTrue();
        return of.Amount.ToString();
    }

    static Charges Fees() => Of(Text);

    static Charges Of(string text, params string[] facts)
    {
        var parsed = AgreementFile.Parse("fees.yaml", Encoding.UTF8.GetBytes(text));
        parsed.Agreement.ShouldNotBeNull(string.Join("\n", parsed.Problems));
        var agreement = parsed.Agreement;
        return new(agreement.Scope.Services, agreement.Scope.Inventory, Members.Of(agreement.Scope.Inventory, Fact.Set(facts), agreement.Zone), TermTime.Of(agreement.Term));
    }

    static LocalDate Date(string text) => NodaTime.Text.LocalDatePattern.Iso.Parse(text).Value;
}
