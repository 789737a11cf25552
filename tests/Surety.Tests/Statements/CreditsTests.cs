using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Shouldly;
using Surety.Levels;
using Surety.Scope;
using Surety.Statements;
using Surety.Tests.Facts;
using Xunit;

namespace Surety.Tests.Statements;

public sealed class CreditsTests
{
    /// <summary>1,000 outages of two minutes and then one of one minute on 20 February at noon: the shortest is the last, and a claim counts from it, to the end of 22 March.</summary>
    [Fact]
    public void A_claim_from_the_incident_counts_from_the_last_of_more_than_can_be_listed()
    {
        var start = Fact.At("2026-02-01T00:00:00Z");
        string Outage(Instant from, int minutes) => $"{{'type':'outage','id':'{from}','from':'{from}','until':'{from + Duration.FromMinutes(minutes)}'}}";
        var versions = SmallAgreement.OfOne("measures: availability\nobserved by: outages", "at least 99.9 %", escalation: "credits:\n  l:\n    of: the fee of shop\n    bands:\n      - below 99.9 %: 10 %\n    claim: within 30 days after the incident");

        var statement = versions.StatementOf(SmallAgreement.February, "2026-03-05T00:00:00Z", [.. Enumerable.Range(0, 1_000).Select(i => Outage(start + Duration.FromMinutes(10 * i), 2)), Outage(Fact.At("2026-02-20T12:00:00Z"), 1)]);

        statement.Credits.Single().ClaimBy.ShouldBe(Fact.At("2026-03-23T00:00:00Z"));
    }

    /// <summary>The term begins on 15 January: 17 of 31 days are paid, EUR 310 × 17/31 = 170, and a day of them costs 170 / 17 = 310 / 31 = 10. An outage of one hour, 0.1 % free: 3 full quarters of an hour above 24.48 min is 2, so 2 × 10.</summary>
    [Theory]
    [InlineData("2026-01-15", "EUR 20.00")]
    [InlineData("2026-01-01", "EUR 10.00")] // 44.64 min are free: 1 full quarter
    public void One_day_of_a_fee_costs_the_same_where_the_term_cuts_the_window(string from, string expected)
    {
        var versions = SmallAgreement.Read(SmallAgreement.TextOfOne("measures: availability\nobserved by: outages", "downtime at most 0.1 % of the time",
            "credits:\n  l:\n    of: the fee of shop, of one day\n    for each: full 15 min above the target gives 100 %").Replace("from: 2026-01-01", $"from: {from}").Replace("EUR 1000.00", "EUR 310.00"));
        var january = WindowRule.Month.At(new LocalDate(2026, 1, 1), DateTimeZone.Utc);

        var credit = versions.StatementOf(january, "2026-02-05T00:00:00Z", "{'type':'outage','id':'a','from':'2026-01-20T12:00:00Z','until':'2026-01-20T13:00:00Z'}").Credits.Single();

        credit.Amount.ToString().ShouldBe(expected);
    }

    /// <summary>One hour of 672 is down: 99.85 %. The row from 99 % matches, and there is no fee: the amount is not known, and no sentence says that nothing is owed or that no row matches.</summary>
    [Fact]
    public void A_row_that_matches_a_share_of_a_fee_that_is_not_stated_is_not_known()
    {
        var text = SmallAgreement.TextOfOne("measures: availability\nobserved by: outages", "at least 99.9 %", "credits:\n  l:\n    of: the fee of shop\n    bands:\n      - below 99.9 %: 10 %").Replace("fee: EUR 1000.00 per month", "covers: [pages]");

        var statement = SmallAgreement.Read(text).StatementOf(SmallAgreement.February, "2026-03-05T00:00:00Z", "{'type':'outage','id':'a','from':'2026-02-20T12:00:00Z','until':'2026-02-20T13:00:00Z'}");
        var page = TextLine.Plain(StatementText.Of(statement, 200));

        var credit = statement.Credits.ShouldHaveSingleItem();
        (credit.State, credit.Row, credit.NotComputed).ShouldBe((CreditState.NotComputed, "below 99.9 %", "The agreement states no fee of shop"));
        page.ShouldContain("The amount of 1 credit is not known, because the agreement states no fee of shop.");
        page.ShouldNotContain("Nothing is owed");
        page.ShouldNotContain("XXX");
        page.ShouldNotContain("no row matches");
        statement.Remarks.ShouldContain(r => r.Code == "fee.not-stated");
    }

    [Theory]
    [InlineData("of: the fee of shop", "a.yaml:31 The agreement states no fee of shop")]
    [InlineData("of: all fees", "a.yaml:31 The agreement states no fee of any service")]
    [InlineData("of: the fee of the service", "")] // the metric reads every service: which one is another question
    [InlineData("of: the charges for shop", "")]
    [InlineData("of: EUR 100.00", "")]
    public void A_share_of_a_fee_that_is_not_stated_is_found_while_one_writes(string of, string expected)
    {
        var text = SmallAgreement.TextOfOne("measures: availability\nobserved by: outages", "at least 99.9 %", $"credits:\n  l:\n    {of}\n    bands:\n      - below 99.9 %: 10 %").Replace("fee: EUR 1000.00 per month", "covers: [pages]");

        var found = Surety.Agreements.AgreementFile.Parse("a.yaml", System.Text.Encoding.UTF8.GetBytes(text)).Problems.Where(p => p.Code == "credit.no-fee");

        string.Join("; ", found.Select(p => $"{p.At.File}:{p.At.Line} {p.Message.Split(',')[0]}")).ShouldBe(expected);
    }

    const string Bands = """
        credits:
          uptime:
            bands:
              - from 99 % to below 99.9 %: 10 %
              - from 98 % to below 99 %: 25 %
              - from 97 % to below 98 %: none
        """;

    [Theory]
    [InlineData(99.8, "Credited EUR 100.00 of 1000")]
    [InlineData(99, "Credited EUR 100.00 of 1000")]
    [InlineData(98.99, "Credited EUR 250.00 of 1000")]
    [InlineData(97.5, "Nothing EUR 0.00 of 1000")]
    [InlineData(96, "ScheduleError EUR 0.00 of 1000")]
    [InlineData(99.9, "")]
    public void The_row_that_holds_the_figure_gives_the_credit(double percent, string expected)
    {
        var credits = Run(Bands, 3, Judged.Of("uptime", 3, (decimal)percent));

        string.Join("; ", credits.Lines.Select(l => $"{l.State} {l.Amount} of 1000")).ShouldBe(expected);
        credits.Remarks.Select(r => r.Code).ShouldBe(percent == 96 ? ["schedule.no-row"] : []);
    }

    [Fact]
    public void No_data_open_and_reported_only_give_nothing()
    {
        var missed = Judged.Of("uptime", 3, 99);

        Run(Bands, 3, Judged.Of("uptime", 3, null), missed with { Verdict = Verdict.Open }, missed with { Counts = false }).Lines.ShouldBeEmpty();
    }

    [Fact]
    public void A_met_level_that_a_row_matches_is_credited() =>
        Total(Run(Bands.Replace("99.9 %", "99.95 %"), 3, Judged.Of("uptime", 3, 99.92m))).ShouldBe("EUR 100.00");

    [Fact]
    public void Of_two_rows_the_better_one_holds_and_the_statement_says_so()
    {
        var credits = Run("""
            credits:
              uptime:
                bands:
                  - below 99.9 %: EUR 20.00
                  - below 99.5 %: 5 %
            """, 3, Judged.Of("uptime", 3, 99));

        Total(credits).ShouldBe("EUR 50.00");
        credits.Remarks.ShouldHaveSingleItem().Code.ShouldBe("schedule.rows-overlap");
    }

    [Theory]
    [InlineData("started 0.1 % below the target gives 1 %", 99.55, "EUR 40.00")] // 0.35 % below: 3.5 units
    [InlineData("full 0.1 % below the target gives 1 %", 99.55, "EUR 30.00")]
    [InlineData("0.1 % below the target gives 1 %", 99.55, "EUR 35.00")]
    [InlineData("started 0.1 % below the target gives 1 %, at most 2 %", 99.55, "EUR 20.00")]
    [InlineData("full 30 min of downtime gives EUR 50.00", 99.55, "EUR 150.00")] // 100 min: 3 units
    [InlineData("1 h of downtime gives EUR 10.00", 99.55, "EUR 16.67")] // 5/3 h
    public void Formulas_count_units_whole_begun_or_by_their_share(string formula, double percent, string expected)
    {
        var credits = Run($"""
            credits:
              uptime:
                for each: {formula}
            """, 3, Judged.Of("uptime", 3, (decimal)percent, bad: Duration.FromMinutes(100), misses: 7));

        Total(credits).ShouldBe(expected);
    }

    [Fact]
    public void A_formula_of_misses_counts_every_missed_cycle()
    {
        const string text = """
            credits:
              answer:
                level: answer, priority P1
                for each: miss gives 1 %, at most 10 %
            """;
        var urgent = Labels.None.With("priority", "P1");

        Total(Run(text, 3, Judged.Of("answer", 3, 80, urgent, 100, misses: 7), Judged.Of("answer", 3, 80, Labels.None.With("priority", "otherwise"), 90, misses: 3))).ShouldBe("EUR 70.00");
        Total(Run(text, 3, Judged.Of("answer", 3, 80, urgent, 100, misses: 11))).ShouldBe("EUR 100.00");
    }

    [Fact]
    public void Small_credits_are_compared_before_rounding()
    {
        const string text = """
            credits:
              uptime:
                for each: 1 h of downtime gives EUR 1.00
                paid if: above EUR 1.00
            """;

        Run(text, 3, Judged.Of("uptime", 3, 99, bad: Duration.FromSeconds(3601))).Lines.ShouldHaveSingleItem().State.ShouldBe(CreditState.Credited);
        var small = Run(text, 3, Judged.Of("uptime", 3, 99, bad: Duration.FromSeconds(3600))).Lines.ShouldHaveSingleItem();
        (small.State, small.Lost.ToString()).ShouldBe((CreditState.TooSmall, "EUR 1.00"));
    }

    [Fact]
    public void The_fee_of_the_member_counts_the_days_on_which_it_existed()
    {
        var credits = Run("""
            credits:
              routers:
                of: the fee of the member
                bands:
                  - below 99 %: 100 %
            """, 3, Judged.Of("routers", 3, 98, Labels.None.With("member", "r2"), 99), Judged.Of("routers", 3, 98, Labels.None.With("member", "r1"), 99));

        credits.Lines.Select(l => l.Amount.ToString()).ShouldBe(["EUR 30.00", "EUR 15.48"]); // 16 of 31 days of 30 = 15.4838…
    }

    [Theory]
    [InlineData("level: uptime, tier gold", 1)]
    [InlineData("level: uptime, tier silver", 0)]
    [InlineData("level: routers, class core", 1)]
    public void A_credit_may_be_about_some_scopes_some_members_or_some_customers(string level, int lines) =>
        Run($"""
            credits:
              one:
                {level}
                of: EUR 100.00
                bands:
                  - below 99 %: 10 %
            """, 3, Judged.Of("uptime", 3, 98), Judged.Of("routers", 3, 98, Labels.None.With("member", "r1"), 99), Judged.Of("routers", 3, 98, Labels.None.With("member", "r2"), 99))
            .Lines.Count.ShouldBe(lines);

    [Theory]
    [InlineData("2026-04-20T00:00:00Z", null, CreditState.Claimable, "EUR 0.00", "EUR 100.00")]
    [InlineData("2026-05-01T00:00:00Z", null, CreditState.Forfeited, "EUR 0.00", "EUR 0.00")]
    [InlineData("2026-05-20T00:00:00Z", "2026-04-30T23:59:59Z", CreditState.Claimed, "EUR 100.00", "EUR 0.00")]
    [InlineData("2026-05-20T00:00:00Z", "2026-05-01T00:00:00Z", CreditState.Forfeited, "EUR 0.00", "EUR 0.00")]
    [InlineData("2026-04-20T00:00:00Z", "2026-04-21T00:00:00Z", CreditState.Claimable, "EUR 0.00", "EUR 100.00")]
    public void A_credit_that_must_be_claimed_is_claimed_claimable_or_forfeited(string asOf, string? claimed, CreditState state, string owed, string claimable)
    {
        var facts = claimed is null ? [] : new[] { $"{{'type':'claimed','of':'uptime','at':'{claimed}','labels':{{'period':'2026-03'}}}}" };
        var credits = Credits.Of(Judged.Agreement(Bands + "\nclaim: within 30 days after the end of the month"), [Judged.Of("uptime", 3, 99)], Fact.Set(facts), Judged.Month(3), Fact.At(asOf));

        var line = credits.Lines.ShouldHaveSingleItem();
        line.State.ShouldBe(state);
        line.ClaimBy.ShouldBe(Fact.At("2026-05-01T00:00:00Z"));
        (credits.Totals[0].Owed.ToString(), credits.Totals[0].Claimable.ToString()).ShouldBe((owed, claimable));
        var lost = state == CreditState.Forfeited ? "EUR 100.00" : "EUR 0.00";
        (line.Lost.ToString(), credits.Totals[0].Forfeited.ToString()).ShouldBe((lost, lost));
        line.Why.AddsUp().ShouldBeTrue();
    }

    const string Two = """
        credits:
          uptime:
            bands:
              - below 99.9 %: 10 %
          routers:
            of: EUR 100.00
            bands:
              - below 99 %: 70 %
        """;

    [Fact]
    public void Credits_of_a_window_are_added_or_only_the_best_counts()
    {
        LevelResult[] results = [Judged.Of("uptime", 3, 99), Judged.Of("routers", 3, 98, Labels.None.With("member", "r1"), 99)];

        Total(Run(Two, 3, results)).ShouldBe("EUR 170.00");
        var best = Run(Two + "\ncombined: best", 3, results);
        Total(best).ShouldBe("EUR 100.00");
        best.Lines.Select(l => l.Lost.ToString()).ShouldBe(["EUR 0.00", "EUR 70.00"]);
        best.Lines.Select(l => l.State).ShouldBe([CreditState.Credited, CreditState.NotTheBest]);
    }

    [Fact]
    public void A_cap_of_a_quarter_knows_what_earlier_months_used_up()
    {
        const string text = Two + "\ncap: EUR 250.00 per quarter";
        var results = new[] { 1, 2, 3, 4 }.Select(m => Judged.Of("uptime", m, 99)).ToArray();

        var march = Run(text, 3, results);
        Total(march).ShouldBe("EUR 50.00");
        var cap = march.Caps.ShouldHaveSingleItem();
        (cap.Limit.ToString(), cap.Before.ToString(), cap.Cut.ToString(), cap.Period!.Name).ShouldBe(("EUR 250.00", "EUR 200.00", "EUR 50.00", "2026-Q1"));
        Total(Run(text, 4, results)).ShouldBe("EUR 100.00");
    }

    // February: 250 may be credited in the quarter, 100 of January and 100 of February are: 50 are left.
    [Fact]
    public void A_cap_that_takes_nothing_is_in_the_reason_with_the_room_that_is_left()
    {
        var february = Run(Two + "\ncap: EUR 250.00 per quarter", 2, Judged.Of("uptime", 1, 99), Judged.Of("uptime", 2, 99));

        february.Caps.ShouldBeEmpty();
        var why = february.Totals.ShouldHaveSingleItem().Why;
        why.How.ShouldBe(Follows.Difference);
        why.Parts[1].Sentence.ShouldBe("nothing is cut by the cap 'EUR 250.00 per quarter', Q1 2026");
        why.Parts[1].Value.Exact.ShouldBe(Rational.Zero);
        why.Parts[1].Parts.ShouldHaveSingleItem().Value.Exact.ShouldBe(50);
    }

    // A tenth of 1000 under a cap of 160: 60 are left after January, so February loses 40 and March all 100.
    [Fact]
    public void A_credits_own_cap_shows_the_room_that_it_left_and_what_was_lost()
    {
        const string text = """
            credits:
              uptime:
                bands:
                  - below 99.9 %: 10 %
                cap: EUR 160.00 per quarter
            """;
        LevelResult[] results = [Judged.Of("uptime", 1, 99), Judged.Of("uptime", 2, 99), Judged.Of("uptime", 3, 99)];

        var lines = Enumerable.Range(1, 3).Select(m => Run(text, m, results).Lines.ShouldHaveSingleItem()).ToList();

        lines.Select(l => (l.Amount.ToString(), l.Lost.ToString())).ShouldBe([("EUR 100.00", "EUR 0.00"), ("EUR 60.00", "EUR 40.00"), ("EUR 0.00", "EUR 100.00")]);
        lines.Select(l => l.Why.How).ShouldAllBe(how => how == Follows.Least);
        lines.Select(l => l.Why.Parts[1].Value.Exact).ShouldBe([160, 60, 0]);
    }

    [Fact]
    public void A_credits_own_cap_comes_before_combination()
    {
        var credits = Run(Two.Replace("        of: EUR 100.00", "        of: EUR 100.00").Replace("    bands:\n      - below 99.9 %: 10 %", "    bands:\n      - below 99.9 %: 10 %\n    cap: EUR 60.00 per window") + "\ncombined: best", 3,
            Judged.Of("uptime", 3, 99), Judged.Of("routers", 3, 98, Labels.None.With("member", "r1"), 99));

        Total(credits).ShouldBe("EUR 70.00");
        credits.Lines.Select(l => l.State).ShouldBe([CreditState.NotTheBest, CreditState.Credited]);
    }

    [Fact]
    public void Fees_that_nobody_can_add_are_said_and_not_computed()
    {
        var credits = Run(Two.Replace("of: EUR 100.00", "of: CHF 100.00") + "\ncap: 5 % of all fees of the month", 3, Judged.Of("uptime", 3, 99), Judged.Of("routers", 3, 98, Labels.None.With("member", "r1"), 99));

        credits.Totals.Select(t => t.Owed.ToString()).ShouldBe(["CHF 70.00", "EUR 52.27"]); // 5 % of 1000 + 30 + 30 × 16/31 = 52.274…, cut
        credits.Remarks.ShouldHaveSingleItem().Code.ShouldBe("cap.other-currency");
    }

    [Fact]
    public void Totals_are_lines_less_cuts_never_exceed_the_cap_and_do_not_depend_on_the_order()
    {
        var tenths = Gen.Choose(960, 1000).Select(t => t / 10m);
        var cases = tenths.ArrayOf(8).SelectMany(f => Gen.Choose(0, 400).Select(c => (Figures: f, Cap: c)));

        Prop.ForAll(cases.ToArbitrary(), one =>
        {
            var text = Two + $"\ncap: EUR {one.Cap}.00 per quarter";
            var results = one.Figures.Take(4).Select((f, i) => Judged.Of("uptime", (i % 3) + 1, f))
                .Concat(one.Figures.Skip(4).Select((f, i) => Judged.Of("routers", (i % 3) + 1, f, Labels.None.With("member", i > 2 ? "r2" : "r1"), 99))).DistinctBy(r => (r.Level, r.Window, r.Scope)).ToList();
            var months = Enumerable.Range(1, 3).Select(m => Run(text, m, [.. results])).ToList();
            var backwards = Enumerable.Range(1, 3).Select(m => Run(text, m, [.. Enumerable.Reverse(results)])).ToList();
            var best = Enumerable.Range(1, 3).Select(m => Run(Two + "\ncombined: best", m, [.. results])).ToList();
            var added = Enumerable.Range(1, 3).Select(m => Run(Two, m, [.. results])).ToList();

            return months.SequenceEqual(backwards)
                && months.Sum(c => c.Totals[0].Owed.Amount) <= one.Cap
                && months.All(c => c.Totals[0].Owed.Amount == c.Lines.Sum(l => l.Amount.Amount) - c.Caps.Sum(k => k.Cut.Amount))
                && best.Zip(added).All(p => p.First.Totals[0].Owed.Amount <= p.Second.Totals[0].Owed.Amount);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_better_figure_never_raises_the_credit_of_monotone_bands()
    {
        var tenths = Gen.Choose(9700, 10000).Select(t => t / 100m);

        Prop.ForAll(Gen.Zip(tenths, tenths).ToArbitrary(), pair =>
        {
            var (worse, better) = (Math.Min(pair.Item1, pair.Item2), Math.Max(pair.Item1, pair.Item2));
            const string text = "credits:\n  uptime:\n    bands:\n      - from 99 % to below 99.9 %: 10 %\n      - below 99 %: 25 %";
            return Run(text, 3, Judged.Of("uptime", 3, better)).Totals[0].Owed.Amount <= Run(text, 3, Judged.Of("uptime", 3, worse)).Totals[0].Owed.Amount;
        }).QuickCheckThrowOnFailure();
    }

    static string Total(Credits credits) => credits.Totals.ShouldHaveSingleItem().Owed.ToString();

    static Credits Run(string escalation, int month, params LevelResult[] results)
    {
        var credits = Credits.Of(Judged.Agreement(escalation), results, Fact.Set(), Judged.Month(month), Fact.At("2027-01-01T00:00:00Z"));
        foreach (var line in credits.Lines)
        {
            line.Why.Value.Exact.ShouldBe((Rational)line.Amount.Amount);
            line.Why.AddsUp().ShouldBeTrue();
        }
        foreach (var total in credits.Totals)
        {
            total.Why.Value.Exact.ShouldBe((Rational)total.Owed.Amount);
            total.Why.AddsUp().ShouldBeTrue();
        }
        return credits;
    }
}
