using NodaTime;
using NodaTime.Text;
using Shouldly;
using Surety.Scope;
using Surety.Statements;
using Surety.Tests.Facts;
using Surety.Tests.Statements;
using Xunit;

namespace Surety.Tests.Scope;

/// <summary>First term 2026, in the zone UTC, renewed as the row says; the working stands beside each row.</summary>
public sealed class TermTimeTests
{
    [Theory]
    [InlineData("to: 2026-12-31", null, "2026-12-31")]
    [InlineData("to: 2026-12-31\n  renews: for 1 year", null, null)]
    [InlineData("to: 2026-12-31\n  renews: for 1 year", "2026-12-31T23:59:59Z", "2026-12-31")] // no notice period: any moment of the term
    [InlineData("to: 2026-12-31\n  renews: for 1 year", "2027-01-01T00:00:00Z", "2027-12-31")]
    [InlineData("to: 2026-12-31\n  renews: for 1 year\n  notice: 90 days before the end", "2026-10-02T23:59:59Z", "2026-12-31")] // 3 October to 31 December are 29 + 30 + 31 = 90 days
    [InlineData("to: 2026-12-31\n  renews: for 1 year\n  notice: 90 days before the end", "2026-10-03T00:00:00Z", "2027-12-31")]
    [InlineData("to: 2026-08-31\n  renews: for 6 months", "2027-01-10T00:00:00Z", "2027-02-28")] // ends with February, then with August again
    [InlineData("to: 2026-08-31\n  renews: for 6 months", "2027-03-01T00:00:00Z", "2027-08-31")]
    [InlineData("notice: 30 days", "2026-03-10T12:00:00Z", "2026-04-09")] // the 30th day after 10 March: 31 - 10 = 21, and 9
    [InlineData("title: none", "2026-03-10T12:00:00Z", null)]
    public void A_term_ends_by_its_day_or_by_notice(string term, string? notice, string? last)
    {
        var agreement = Judged.Agreement("", head: "").Newest;
        var written = ReadTerm(term);

        var time = TermTime.Of(written, agreement.Scope.BusinessDays, notice is null ? Fact.Set() : Fact.Set($"{{'type':'notice','of':'term','at':'{notice}'}}"));

        time.LastDay.ShouldBe(last is null ? (LocalDate?)null : LocalDatePattern.Iso.Parse(last).Value);
    }

    [Fact]
    public void Two_notices_end_it_at_the_earlier_day()
    {
        var facts = Fact.Set("{'type':'notice','of':'term','at':'2026-05-01T00:00:00Z'}", "{'type':'notice','of':'term','at':'2026-03-10T12:00:00Z'}");

        TermTime.Of(ReadTerm("notice: 30 days"), Judged.Agreement("").Newest.Scope.BusinessDays, facts).LastDay.ShouldBe(new LocalDate(2026, 4, 9));
    }

    [Fact]
    public void A_date_lies_in_the_term_that_runs_then()
    {
        var time = TermTime.Of(ReadTerm("to: 2026-12-31\n  renews: for 1 year"));

        time.At(new(2026, 5, 1)).ShouldBe(new TermTime.Stretch(new(2026, 1, 1), new(2026, 12, 31)));
        time.At(new(2028, 2, 29)).ShouldBe(new TermTime.Stretch(new(2028, 1, 1), new(2028, 12, 31)));
    }

    [Fact]
    public void A_notice_that_nothing_follows_from_is_told_of()
    {
        var statement = Evaluation.Of(Judged.Agreement(""), Fact.Set("{'type':'notice','of':'term','at':'2026-03-10T12:00:00Z'}"), Judged.Month(3).Time.End, Fact.At("2026-04-10T00:00:00Z")).Statement(Judged.Month(3));

        statement.Remarks.ShouldContain(r => r.Code == "facts.notice-without-effect");
    }

    static Term ReadTerm(string lines) => Surety.Agreements.AgreementFile.Parse("term.yaml", System.Text.Encoding.UTF8.GetBytes(
        $"surety: 1\nagreement: a\nparties:\n  provider:\n    name: P\n  customer:\n    name: C\nterm:\n  from: 2026-01-01\n  time zone: UTC\n{(lines.StartsWith("title", StringComparison.Ordinal) ? "" : $"  {lines}\n")}")).Agreement.ShouldNotBeNull().Term;
}
