using Surety.Scope;
using Surety.Text;

namespace Surety.Escalation;

/// <summary>Reads who gets a credit. Grammar: docs/guide/grammar.md, "Chapter 5".</summary>
internal static class ReadEligibility
{
    public static ValueList<Eligibility> Of(ValueReader onlyIf, string path, Declared declared) =>
        onlyIf.Scalars().Select(s => PhraseReader.Whole(s, onlyIf.Problems, p => One(p, declared, new($"{path} / only if", s.At)))).OfType<Eligibility>().ToValueList();

    /// <summary>only if = "missed" | "paid up" [ "for the" ( "window" | plain ) ] | "no invoice overdue by" span | "no invoice overdue in the last" whole ( "billing cycles" | "billing cycle" ) | [ "member" ] "at least" span "old" | conditions</summary>
    static Eligibility? One(PhraseReader phrase, Declared declared, Clause clause)
    {
        var (start, at) = (phrase.Position, phrase.At);
        if (phrase.TryWord("paid up for the"))
        {
            if (phrase.TryWord("window")) return new Eligibility.PaidUpFor(null) { Words = phrase.Since(start), Clause = clause };
            return Windows.Plain(phrase) is { } period ? new Eligibility.PaidUpFor(period) { Words = phrase.Since(start), Clause = clause } : null;
        }
        if (phrase.TryWord("paid up")) return new Eligibility.PaidUp { Words = phrase.Since(start), Clause = clause };
        if (phrase.TryWord("missed")) return new Eligibility.Missed { Words = phrase.Since(start), Clause = clause };
        if (phrase.TryWord("no invoice overdue by"))
            return Spans.Span(phrase) is { } by ? new Eligibility.NotOverdueBy(by) { Words = phrase.Since(start), Clause = clause } : null;
        if (phrase.TryWord("no invoice overdue in the last")) return Cycles(phrase) is { } cycles ? new Eligibility.NotOverdueIn(cycles) { Words = phrase.Since(start), Clause = clause } : null;
        if (phrase.TryWord("member at least"))
            return Spans.Span(phrase) is { } stay && phrase.ExpectWord("old") ? new Eligibility.MemberOldEnough(stay) { Words = phrase.Since(start), Clause = clause } : null;
        if (phrase.TryWord("at least"))
            return Spans.Span(phrase) is { } age && phrase.ExpectWord("old") ? new Eligibility.OldEnough(age) { Words = phrase.Since(start), Clause = clause } : null;
        if (Conditions.Read(phrase, declared) is not { } when) return null;
        if (when.Items.FirstOrDefault(l => l.Name != "tier" && !declared.Attributes.Contains(l.Name)) is { Name: { } unknown })
        {
            phrase.Error(at, "credit.only-if", $"{Quoted.Of(unknown)} is no attribute of the customer and none of an inventory group.",
                Nearest.Question(unknown, declared.Attributes.Append("tier")) ?? "Declare it under 'attributes' of the customer, or write 'missed', 'paid up', 'paid up for the month', 'no invoice overdue by 30 days', 'at least 6 months old', 'member at least 30 days old'.");
            return null;
        }
        return new Eligibility.Is(when) { Words = phrase.Since(start), Clause = clause };
    }

    static int? Cycles(PhraseReader phrase)
    {
        var at = phrase.At;
        if (Amounts.Whole(phrase) is not { } count || phrase.TryAny("billing cycles", "billing cycle") is null) return phrase.Refuse<int?>("a number of billing cycles: 'in the last 2 billing cycles'");
        if (count is >= 1 and <= 60) return (int)count;
        phrase.Error(at, "credit.cycles", "One looks back over 1 to 60 billing cycles.");
        return null;
    }
}
