using Shouldly;
using Surety.Statements;
using Surety.Text;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>Why a level was missed stands at the head of a statement, short enough to be read out.</summary>
public sealed class MissInShortTests
{
    static string Down(string id, string from, string until, string more = "") => $"{{'type':'outage','id':'{id}','from':'2026-02-{from}:00Z','until':'2026-02-{until}:00Z','service':'shop'{more}}}";

    static string Reason(string text) => $"{{'type':'reason','of':'l','at':'2026-03-03T10:00:00Z','by':'provider','text':'{text}'}}";

    static Statement February(params string[] facts) =>
        SmallAgreement.OfOne("measures: availability\nof: shop\nobserved by: outages", "at least 99.99 %", escalation: "").StatementOf(SmallAgreement.February, "2026-03-20T00:00:00Z", facts);

    static string[] Told(Statement statement, Language? language = null) => [.. MissInShort.All(statement, Wording.In(language ?? Language.English)).Select(m => m.Words.ToString())];

    // 90 + 20 of the 40,320 minutes of February: 40,210 / 40,320 = 99.727 %, of which 99.72 is shown; 0.262 % are missing.
    [Fact]
    public void Figure_promise_gap_worst_outage_reason_and_cost_stand_in_one_line() =>
        Told(February(Down("O-1", "05T10:00", "05T11:30", ",'cause':'power failure'"), Down("O-2", "07T10:00", "07T10:20"), Reason("The generator had no fuel."))).ShouldBe(
            ["99.72 % instead of at least 99.99 %, 0.27 % under. 2 misses, 1 h 50 min in all, the worst: outage O-1 (power failure): 1 h 30 min; Thu 2026-02-05 10:00 to 11:30. Reason: The generator had no fuel. No credit."]);

    [Fact]
    public void One_outage_is_told_by_itself_and_in_German_as_well()
    {
        var statement = February(Down("O-1", "05T10:00", "05T11:30", ",'cause':'power failure'"));

        Told(statement).ShouldBe(["99.77 % instead of at least 99.99 %, 0.22 % under. Outage O-1 (power failure): 1 h 30 min; Thu 2026-02-05 10:00 to 11:30. No credit."]);
        Told(statement, Language.German).ShouldBe(["99,77 % statt mindestens 99,99 %, 0,22 % darunter. Ausfall O-1 (power failure): 1 h 30 min; Do 05.02.2026 10:00 bis 11:30. Keine Gutschrift."]);
    }

    // What people wrote is on one line, ends with one stop, and is told to the end only where it is short.
    [Fact]
    public void Reasons_stay_on_one_line_and_short()
    {
        Told(February(Down("O-1", "05T10:00", "05T11:30"), Reason("Who\\n\\n  ✓ l: met\\tknows?"))).ShouldBe(["99.77 % instead of at least 99.99 %, 0.22 % under. Outage O-1: 1 h 30 min; Thu 2026-02-05 10:00 to 11:30. Reason: Who ✓ l: met knows? No credit."]);
        Told(February(Down("O-1", "05T10:00", "05T11:30"), Reason(string.Join(" ", Enumerable.Repeat("word", 200))))).ShouldBe([$"99.77 % instead of at least 99.99 %, 0.22 % under. Outage O-1: 1 h 30 min; Thu 2026-02-05 10:00 to 11:30. Reason: {string.Join(" ", Enumerable.Repeat("word", 48))} … No credit."]);
        Told(February(Down("O-1", "05T10:00", "05T11:30"), Reason(new string('x', 239) + "😀😀"))).ShouldBe([$"99.77 % instead of at least 99.99 %, 0.22 % under. Outage O-1: 1 h 30 min; Thu 2026-02-05 10:00 to 11:30. Reason: {new string('x', 239)} … No credit."]);
    }

    // A line feed in a fact is none of the statement's: else whoever sends it writes lines of his own.
    [Fact]
    public void What_a_fact_says_makes_no_line_of_its_own()
    {
        var statement = February(Down("O-1", "05T10:00", "05T11:30", ",'cause':'fire\\n  ✓ met        everything'"), Reason("so\\n\\nSeptember: all met\\u2028\\u001b[31m\\u202e"));

        var lines = StatementText.Of(statement, 1000).Select(l => l.ToString()).ToList();

        lines.ShouldNotContain(l => l.Any(c => c < ' ' || c == '\u2028' || c == '\u202e'));
        lines.ShouldNotContain(l => l.TrimStart().StartsWith("✓ met  ", StringComparison.Ordinal) || l.StartsWith("September", StringComparison.Ordinal));
        lines.ShouldContain(l => l.Contains("fire ✓ met everything", StringComparison.Ordinal));
    }

    [Fact]
    public void What_was_met_is_not_told_and_every_form_has_the_line()
    {
        Told(February()).ShouldBeEmpty();

        var statement = Example.Statement();
        var (text, page) = (TextLine.Plain(StatementText.Of(statement, 1000)), StatementHtml.Of(statement));
        var missed = MissInShort.All(statement, Wording.English);

        missed.Select(m => m.Level.Verdict).Distinct().ShouldBe([Surety.Levels.Verdict.Missed]);
        missed.Count.ShouldBe(statement.Levels.Count(l => l is { Counts: true, Verdict: Surety.Levels.Verdict.Missed }));
        foreach (var miss in missed)
        {
            text.ShouldContain(miss.Words.ToString());
            page.ShouldContain($"href=\"#why-levels-{miss.Index}-attained\"");
        }
    }
}
