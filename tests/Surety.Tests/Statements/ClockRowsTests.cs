using System.Text;
using NodaTime;
using NodaTime.Text;
using Shouldly;
using Surety.Agreements;
using Surety.Facts;
using Surety.Scope;
using Surety.Statements;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>One clock, several calendars: what a statement and a deadline say of the row. Verdicts: Golden/clocks-by-site.</summary>
public sealed class ClockRowsTests
{
    static readonly string Folder = Source.File("tests", "Surety.Tests", "Golden", "clocks-by-site");

    static string Text(string from = "", string to = "") => from.Length == 0 ? File.ReadAllText(Path.Combine(Folder, "agreement.yaml")) : Text().Replace(from, to, StringComparison.Ordinal);

    static Agreement AgreementOf(string text)
    {
        var parsed = AgreementFile.Parse("agreement.yaml", Encoding.UTF8.GetBytes(text));
        return parsed.Agreement ?? throw new InvalidOperationException(string.Join("\n", parsed.Problems));
    }

    static Statement StatementOf(string text)
    {
        var builder = new FactBuilder();
        JsonLines.Read(builder, "facts.jsonl", File.ReadAllBytes(Path.Combine(Folder, "facts.jsonl")));
        var agreement = AgreementOf(text);
        var april = WindowRule.Month.At(new LocalDate(2026, 4, 1), agreement.Zone);
        var asOf = Instant.FromUtc(2026, 5, 3, 0, 0);
        return Evaluation.Of(((Result<Versions>.Ok)Versions.Of([agreement])).Value, builder.Build(asOf), april.Time.End, asOf).Statement(april);
    }

    [Fact]
    public void Why_names_the_row_that_a_ticket_was_due_by()
    {
        var repair = StatementOf(Text()).Levels.Single(l => l.Level == "repair");

        var due = All(repair.Why).Where(r => r.Sentence.StartsWith("due:", StringComparison.Ordinal)).Select(r => r.Clause!.Value.Path).Distinct();

        due.ShouldBe(["metrics / repair / clock / priority P1", "metrics / repair / clock / site Tokyo", "metrics / repair / clock / otherwise"], ignoreOrder: true);
    }

    static IEnumerable<Reason> All(Reason reason) => reason.Parts.SelectMany(All).Prepend(reason);

    [Fact]
    public void A_label_of_a_row_that_no_fact_has_is_said() =>
        StatementOf(Text("      site Tokyo: tokyo hours", "      sites Tokyo: tokyo hours")).Remarks.Where(r => r.Code == "metric.no-such-label").Select(r => r.Text)
            .ShouldBe(["The clock of 'repair' asks for 'sites', and no fact that it reads has such a label. Did you mean 'site'?"]);

    [Fact]
    public void A_member_without_the_attribute_that_rows_ask_for_is_said() =>
        StatementOf(Text("          site: Berlin", "          from: 2026-01-01")).Remarks.Where(r => r.Code == "metric.member-without-attribute").Select(r => r.Text)
            .ShouldBe(["The member 'spree' has no 'site', and the clock of 'answer' asks for it: no row that names one is for it."]);

    [Fact]
    public void A_value_that_is_nearly_one_of_a_row_is_said() =>
        StatementOf(Text("site Tokyo", "site tokyo")).Remarks.ShouldContain(r => r.Code == "facts.near-label" && r.Text.Contains("'Tokyo'", StringComparison.Ordinal));

    // Friday 10 April, 16:00 in Berlin, 23:00 in Tokyo.
    [Theory]
    [InlineData("repair", "", "priority=P1 2026-04-10T18:00:00Z", "site=Tokyo 2026-04-13T04:00:00Z", "priority=otherwise, site=otherwise 2026-04-13T10:00:00Z")]
    [InlineData("repair", "priority=P2", "site=Tokyo 2026-04-13T04:00:00Z", "site=otherwise 2026-04-13T10:00:00Z")]
    [InlineData("repair", "priority=P2, site=Berlin", " 2026-04-13T10:00:00Z")]
    [InlineData("answer", "member=sumida", "member=sumida 2026-04-13T03:00:00Z")]
    [InlineData("answer", "member=spree", "member=spree 2026-04-10T17:00:00Z")]
    public void A_deadline_is_told_for_each_calendar_that_may_hold(string level, string labels, params string[] expected)
    {
        var known = Labels.Of(labels.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(l => new Label(l.Split('=')[0], l.Split('=')[1])));

        var due = DueDates.Of(AgreementOf(Text()), level, new(Instant.FromUtc(2026, 4, 10, 14, 0), null, known, [])).ToList();

        due.Select(d => $"{d.Scope} {InstantPattern.ExtendedIso.Format(d.At.At!.Value)}").ShouldBe(expected);
    }
}
