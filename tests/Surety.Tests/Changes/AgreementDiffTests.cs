using System.Text;
using NodaTime;
using Shouldly;
using Surety.Agreements;
using Surety.Changes;
using Surety.Scope;
using Surety.Statements;
using Surety.Tests.Facts;
using Surety.Tests.Statements;
using Xunit;

namespace Surety.Tests.Changes;

/// <summary>What was and what is, in words; by hand.</summary>
public sealed class AgreementDiffTests
{
    static readonly string Text = SmallAgreement.TextOfOne("measures: availability\nof: shop\nobserved by: outages", "at least 99.9 %", "credits:\n  l:\n    of: the fee of shop\n    bands:\n      - from 99 % to below 99.9 %: 10 %\n      - below 99 %: 25 %\ncap: 25 % of all fees of the month\n");

    [Fact]
    public void Each_clause_that_says_something_else_is_told_with_what_was_and_what_is()
    {
        var changes = Diff(Text, Text.Replace("at least 99.9 %", "at least 99.95 %", StringComparison.Ordinal).Replace("below 99 %: 25 %", "below 99 %: 30 %", StringComparison.Ordinal)).Clauses;

        changes.Select(c => (DiffPage.Place(c), c.Was.Single(), c.Is.Single())).ShouldBe([
            ("service levels / l / target", "Target: at least 99.9 % (allows 43 min 12 s in a 30-day month).", "Target: at least 99.95 % (allows 21 min 36 s in a 30-day month)."),
            ("escalation / credits / l / bands / item 2", "The credit is: below 99 %: 25 %", "The credit is: below 99 %: 30 %"),
        ]);
    }

    [Fact]
    public void In_German_too() =>
        Diff(Text, Text.Replace("at least 99.9 %", "at least 99.95 %", StringComparison.Ordinal), "de").Clauses.Single().Is.ShouldBe(["Ziel: mindestens 99,95 % (erlaubt 21 min 36 s in einem Monat von 30 Tagen)."]);

    [Fact]
    public void Where_a_clause_goes_the_default_that_holds_in_its_place_is_told()
    {
        var change = Diff(Text, Text.Replace("  cap: 25 % of all fees of the month\n", "", StringComparison.Ordinal)).Clauses.Single();

        change.Was.ShouldBe(["All credits together are limited to 25 % of all fees of the month."]);
        change.Is.ShouldBe(["Credits are not limited in amount unless another clause limits them."]);
        change.IsAt.ShouldBeNull();
    }

    [Fact]
    public void A_whole_level_that_is_new_is_told_in_all_its_sentences()
    {
        var change = Diff(Text, Text.Replace("service levels:\n", "service levels:\n  more:\n    metric: m\n    per: quarter\n    target: at least 99 %\n", StringComparison.Ordinal)).Clauses.Single();

        change.Place.ShouldBe(["service levels", "more"]);
        change.Was.ShouldBeEmpty();
        change.Is.Take(4).ShouldBe(["Service level “more”", "Metric: “m”.", "The service level is judged for each quarter; that is its window.", "Target: at least 99 % (allows 21 h 36 min in 90 days)."]);
    }

    [Fact]
    public void Comments_and_spellings_are_no_clauses()
    {
        Diff(Text, Text.Replace("at least 99.9 %", "AT LEAST 99.9%", StringComparison.Ordinal)).Clauses.ShouldBeEmpty();
        var change = Diff(Text, Text.Replace("    target:", "    # as last year\n    target:", StringComparison.Ordinal)).Clauses.Single();
        change.ShouldSatisfyAllConditions(c => c.Says.ShouldBeFalse(), c => c.Is.ShouldBe(["# as last year", "target: at least 99.9 %"]));
        var both = Diff(Text, Text.Replace("    target: at least 99.9 %", "    # as last year\n    target: at least 99.8 %", StringComparison.Ordinal)).Clauses.Single();
        both.Is.ShouldBe(["Target: at least 99.8 % (allows 1 h 26 min 24 s in a 30-day month).", "# as last year"]);
    }

    [Fact]
    public void What_another_layer_changes_is_told_apart_from_what_the_file_changes()
    {
        const string terms = "surety: 1\nterms: gold\nversion: {0}\nservice levels:\n  l:\n    metric: m\n    per: month\n    target: at least {1} %\n";
        var cut = Text.IndexOf("service levels:", StringComparison.Ordinal);
        var without = Text.Remove(cut, Text.IndexOf("escalation:", StringComparison.Ordinal) - cut);
        string On(int version) => without.Replace("agreement: a\n", $"agreement: a\nuses: gold terms {version}\n", StringComparison.Ordinal);
        ValueList<Layer> layers = [Layer.Parse("gold6.yaml", Bytes(string.Format(null, terms, 6, "99.9")))!, Layer.Parse("gold7.yaml", Bytes(string.Format(null, terms, 7, "99.8")))!];

        var other = Ok(AgreementDiff.Of(("a.yaml", Bytes(On(6)), layers), ("b.yaml", Bytes(On(7)), layers)));
        other.Clauses.Select(DiffPage.Place).ShouldBe(["uses"]);
        other.ByLayers.Select(c => (DiffPage.Place(c), c.Was.Single(), c.Is.Single(), c.WasAt?.File, c.IsAt?.File)).ShouldBe([
            ("service levels / l / target", "Target: at least 99.9 % (allows 43 min 12 s in a 30-day month).", "Target: at least 99.8 % (allows 1 h 26 min 24 s in a 30-day month).", "gold6.yaml", "gold7.yaml")]);

        // The same clause, which the file says itself from now on, says nothing else.
        var itself = Ok(AgreementDiff.Of(("a.yaml", Bytes(On(6)), layers), ("b.yaml", Bytes(On(6).Replace("escalation:", "service levels:\n  l:\n    target: at least 99.9 %\nescalation:", StringComparison.Ordinal)), layers)));
        itself.ByLayers.ShouldBeEmpty();
        itself.Clauses.Single().ShouldSatisfyAllConditions(c => c.Says.ShouldBeFalse(), c => DiffPage.Place(c).ShouldBe("service levels"));
    }

    [Fact]
    public void A_clause_that_is_called_by_a_number_is_no_item_of_a_list()
    {
        const string terms = "surety: 1\nterms: gold\nversion: 6\nservice levels:\n  l:\n    metric: m\n    per: month\n    target: at least 99.9 %\n";
        var cut = Text.IndexOf("service levels:", StringComparison.Ordinal);
        var without = Text.Remove(cut, Text.IndexOf("escalation:", StringComparison.Ordinal) - cut);
        ValueList<Layer> layers = [Layer.Parse("gold6.yaml", Bytes(terms))!, Layer.Parse("gold7.yaml", Bytes(terms.Replace("version: 6", "version: 7", StringComparison.Ordinal) + "  1:\n    metric: m\n    per: quarter\n    target: at least 99 %\n"))!];

        var diff = Ok(AgreementDiff.Of(("a.yaml", Bytes(without.Replace("agreement: a\n", "agreement: a\nuses: gold terms 6\n", StringComparison.Ordinal)), layers), ("b.yaml", Bytes(without.Replace("agreement: a\n", "agreement: a\nuses: gold terms 7\n", StringComparison.Ordinal)), layers)));

        diff.ByLayers.Select(DiffPage.Place).ShouldBe(["service levels / 1"]);
    }

    [Fact]
    public void Terms_are_compared_without_an_agreement_and_texts_with_errors_are_refused_with_all_of_them()
    {
        const string terms = "surety: 1\nterms: gold\nversion: 6\nscope:\n  values:\n    promise: 99.9 %\n";
        Diff(terms, terms.Replace("99.9", "99.8", StringComparison.Ordinal).Replace("6", "7", StringComparison.Ordinal)).Clauses.Select(DiffPage.Place).ShouldBe(["version", "scope / values / promise"]);

        var refused = AgreementDiff.Of(("a.yaml", Bytes(Text + "nonsense: 1\n"), []), ("b.yaml", Bytes(Text.Replace("metric: m", "metric: n", StringComparison.Ordinal)), [])).ShouldBeOfType<Result<AgreementDiff>.Refused>();
        refused.Problems.Select(p => p.At.File).Distinct().Order(StringComparer.Ordinal).ShouldBe(["a.yaml", "b.yaml"]);
    }

    /// <summary>
    /// January 2026 has 44,640 minutes. An outage of 40 minutes leaves 44,600 ÷ 44,640 = 99.9104… %: met at 99.9 %, missed at 99.95 %, of which the band from 99 % gives 10 % of EUR 1,000.
    /// February is without outage. One miss within one month gives the right.
    /// </summary>
    [Fact]
    public void On_past_facts_verdicts_money_and_rights_are_compared()
    {
        var old = Text.Replace("  cap:", "  rights:\n    leave:\n      when: l missed in 1 month\n  cap:", StringComparison.Ordinal);
        var facts = Fact.Set("""{"type":"outage","id":"o1","from":"2026-01-10T10:00:00Z","until":"2026-01-10T10:40:00Z","service":"shop"}""");
        var months = new[] { 1, 2 }.Select(m => WindowRule.Month.At(new LocalDate(2026, m, 1), DateTimeZone.Utc)).ToValueList();

        var effect = DiffEffect.Of(Read(old), Read(old.Replace("99.9 %", "99.95 %", StringComparison.Ordinal)), facts, months, Instant.FromUtc(2026, 4, 1, 0, 0));

        DiffPage.Summary(effect).ShouldBe("January to February 2026: 1 miss instead of 0, credits of EUR 100.00 instead of EUR 0.00 (+EUR 100.00), rights given: leave instead of none.");
        effect.Months.Select(m => m.IsDifferent).ShouldBe([true, false]);
        effect.Verdicts.Single().ShouldSatisfyAllConditions(v => v.Was.Verdict.ShouldBe(Surety.Levels.Verdict.Met), v => v.Is.Verdict.ShouldBe(Surety.Levels.Verdict.Missed), v => v.Is.Window.Name.ShouldBe("2026-01"));
    }

    static Agreement Read(string text) => AgreementFile.Parse("a.yaml", Bytes(text)).Agreement!;

    static AgreementDiff Diff(string one, string other, string? language = null) => Ok(AgreementDiff.Of(("a.yaml", Bytes(one), []), ("b.yaml", Bytes(other), []), language));

    static AgreementDiff Ok(Result<AgreementDiff> result) => result switch
    {
        Result<AgreementDiff>.Ok ok => ok.Value,
        Result<AgreementDiff>.Refused refused => throw new InvalidOperationException(string.Join('\n', refused.Problems)),
    };

    static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
