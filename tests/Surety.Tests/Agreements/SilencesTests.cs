using System.Text;
using Shouldly;
using Surety.Agreements;
using Xunit;

namespace Surety.Tests.Agreements;

/// <summary>Each question of the guide's table is asked where a text leaves it open, with what holds, and not where the text answers it.</summary>
public sealed class SilencesTests
{
    static List<Silence> Of(params (string Sound, string Other)[] changes)
    {
        var text = RefusalTests.Sound;
        foreach (var (sound, other) in changes)
        {
            text.ShouldContain(sound);
            text = text.Replace(sound, other, StringComparison.Ordinal);
        }
        var parsed = AgreementFile.Parse("f", Encoding.UTF8.GetBytes(text));
        return [.. parsed.Agreement.ShouldNotBeNull(string.Join("\n", parsed.Problems)).Silences];
    }

    /// <summary>What is changed in a sound text so that it is silent, what so that it speaks, and the question with what holds.</summary>
    public static TheoryData<string, string, string, string, string, string> Questions => new()
    {
        { "whose-measurement", "facts: feed probes\n", "where: [probe = http]\n", "facts: feed probes\n", "facts: feed probes\n", "" },
        { "partial-minutes", "", "", "leaves out: works\n", "leaves out: works\n    partial minutes: exact\n", "'uptime'" },
        { "coverage", "leaves out: works\n", "leaves out: works\n    no data: unknown\n", "leaves out: works\n", "leaves out: works\n    no data: unknown\n    coverage: at least 95 %\n", "'uptime'" },
        { "no-data", "", "", "leaves out: works\n", "leaves out: works\n    no data: unknown\n", "'uptime'" },
        { "overlaps", "leaves out: works\n", "leaves out: [works, nights]\n", "", "", "'uptime'" },
        { "leaves-out", "    leaves out: works\n", "", "", "", "'uptime'" },
        { "few-tickets", "otherwise: 90 %", "otherwise: 99.9 %", "", "", "fewer than 1,000" },
        { "otherwise", "      otherwise: 90 % within 4 h\n", "", "", "", "any other priority" },
        { "no-events", "", "", "      otherwise: 90 % within 4 h\n", "      otherwise: 90 % within 4 h\n    no events: no data\n", "'quick'" },
        { "boundary", "", "", "otherwise: 90 %", "otherwise: at least 90 %", "'quick'" },
        { "rounded", "", "", "target: at least the promise\n", "target: at least the promise\n    rounded: to 2 decimals\n", "'up'" },
        { "version", "agreement: small\n", "agreement: small\nversion: 2\n", "", "", "" },
        { "business-days-on", "to: first reply by provider\n", "to: first reply by provider\n    clock: office\n", "", "", "" },
        { "starts", "to: first reply by provider\n", "to: first reply by provider\n    clock: office\n", "to: first reply by provider\n", "to: first reply by provider\n    clock: office\n    starts: at once\n", "" },
        { "clock", "", "", "to: first reply by provider\n", "to: first reply by provider\n    clock: around the clock\n", "'answer'" },
        { "paused-while", "", "", "to: first reply by provider\n", "to: first reply by provider\n    paused while: waiting\n", "'answer'" },
        { "until", "to: first reply by provider\n", "to: every reply by provider\n", "to: first reply by provider\n", "to: every reply by provider\n    until: resolved\n", "'answer'" },
        { "re-opened", "", "", "to: first reply by provider\n", "to: first reply by provider\n    re-opened: new clock\n", "'answer'" },
        { "priority-changes", "", "", "to: first reply by provider\n", "to: first reply by provider\n    priority changes: convert\n", "'answer'" },
        { "counts-in", "", "", "to: first reply by provider\n", "to: first reply by provider\n    counts in: when certain\n", "'answer'" },
        { "open-at-the-end", "", "", "to: first reply by provider\n", "to: first reply by provider\n    open at the end: next window\n", "'answer'" },
        { "needs", "", "", "counts: mean\n", "counts: mean\n    needs: at least 20 answers\n", "'mood'" },
        { "part-of-window", "", "", "attributes: [class]\n", "attributes: [class]\n      absence: left out\n", "'routers'" },
        { "weight-part", "counts: routers\n", "counts: routers\n    weighted by: class\n", "counts: routers\n", "counts: routers\n    weighted by: class, pro rata\n", "'counted'" },
        { "business-days", "", "", "time zone: Europe/Berlin\n", "time zone: Europe/Berlin\n  business days: office\n", "" },
        { "cap-excess", "", "", "  cap: 25 % of all fees of the month\n", "", "" },
        { "cap-excess", "", "", "  cap: 25 % of all fees of the month\n", "  cap: EUR 5.00 per month, carried over\n", "" },
        { "cap", "  cap: 25 % of all fees of the month\n", "", "", "", "" },
        { "cap-service", "  cap: 25 % of all fees of the month\n", "    routers:\n      of: the fee of network\n      bands:\n        - missed: 5 %\n  cap: 25 % of the fee of shop of the month\n", "  cap: 25 % of all fees of the month\n", "    routers:\n      of: the fee of network\n      bands:\n        - missed: 5 %\n  cap: 25 % of the fee of shop of the month, for all credits\n", "25 % of the fee of shop" },
        { "credit-base", "      of: the fee of shop\n", "", "", "", "'up'" },
        { "rounding", "", "", "of: the fee of shop\n", "of: the fee of shop\n      rounding: half up\n", "'up'" },
        { "settlement", "", "", "  cap: 25 %", "  settlement: automatic, next invoice\n  cap: 25 %", "" },
        { "no-verdict", "", "", "3 consecutive months", "3 consecutive months\n      no verdict: breaks", "'leave'" },
        { "exercised-within", "", "", "3 consecutive months", "3 consecutive months\n      exercised within: 60 days", "'leave'" },
        { "statements", "", "", "reporting:\n", "reporting:\n  statements:\n    provisional: 5 business days\n    comment: 10 business days\n    silence: accepts\n    final: 90 days\n", "" },
        { "statements", "reporting:\n", "reporting:\n  statements:\n    provisional: 5 business days\n    comment: 10 business days\n", "", "", "'silence', 'final'" },
        { "exclusion", "      announced: 2 days before\n", "", "", "", "'works'" },
        { "not-stated", "fee: EUR 100.00 per month\n", "fee: not stated\n", "", "", "'scope / services / shop / fee'" },
    };

    [Theory]
    [MemberData(nameof(Questions))]
    public void A_question_is_asked_where_the_text_is_silent_and_not_where_it_speaks(string code, string sound, string silent, string soundAgain, string speaking, string words)
    {
        var more = code switch
        {
            "overlaps" => [("    works:\n", "    nights:\n      announced: 2 days before\n    works:\n")],
            "business-days-on" or "starts" => new[] { ("otherwise: 90 % within 4 h", "otherwise: 90 % within 2 business days") },
            _ => [],
        };
        var asked = Of([.. more, (sound.Length == 0 ? "surety: 1" : sound, sound.Length == 0 ? "surety: 1" : silent)]).FindAll(s => s.Code == $"silence.{code}");
        var answered = Of(soundAgain.Length == 0 ? [] : [.. more, (soundAgain, speaking)]).FindAll(s => s.Code == $"silence.{code}");

        if (code == "whose-measurement")
        {
            // The uptime reads one feed, or one probe; who measures the rest nobody says.
            (asked.Exists(s => s.Subject == "uptime"), answered.Exists(s => s.Subject == "uptime"), asked.Exists(s => s.Subject == "answer")).ShouldBe((false, false, true));
            return;
        }
        asked.ShouldContain(s => s.Question.Contains(words, StringComparison.Ordinal), $"{code} is not asked");
        asked.ShouldAllBe(s => s.Default.Length > 0 && s.About.At.Line > 0);
        if (soundAgain.Length > 0 || !asked.Exists(s => Of().Exists(o => o.Sentence == s.Sentence))) answered.FindAll(s => s.Question.Contains(words, StringComparison.Ordinal)).ShouldBeEmpty($"{code} is asked although the text answers it");
    }

    [Fact]
    public void What_is_said_to_be_not_stated_is_asked_once()
    {
        var silences = Of(("target: at least the promise\n", "target: at least the promise\n    rounded: not stated\n    minimum: not stated\n"));

        silences.Count(s => s.Code == "silence.rounded" && s.Subject == "up").ShouldBe(1);
        silences.Where(s => s.Code == "silence.not-stated").Select(s => $"{s.About.At.Line} {s.About.Path}").ShouldBe(["71 service levels / up / minimum"]);
    }
}
