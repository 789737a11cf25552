using Surety.Text;

namespace Surety.Escalation;

/// <summary>Reads which credits of a window exclude each other.</summary>
internal static class ReadOneOf
{
    /// <summary>combined = "added" | "best" | one of</summary>
    public static ValueList<OneOf> Of(MappingReader escalation)
    {
        var value = escalation.Optional("combined");
        var names = escalation.Optional("credits").Mapping().Keys;
        var all = value.Scalars();
        if (all.Count == 1 && all[0].Text.Trim() == "added") return [];
        return all.Select(s => PhraseReader.Whole(s, value.Problems, p => Read(p, names, new("escalation / combined", s.At)))).OfType<OneOf>().ToValueList();
    }

    /// <summary>one of = "best" | ( "best of" names | "either" name "or" name ) [ "," "for each" ( "incident" | label ) ]</summary>
    static OneOf? Read(PhraseReader phrase, IReadOnlyList<string> names, Clause clause)
    {
        var start = phrase.Position;
        var credits = new List<string>();
        var choice = OneOfChoice.Best;
        if (phrase.TryWord("best of"))
        {
            if (Names(phrase, names, "for") is not { } best) return null;
            credits.AddRange(best);
        }
        else if (phrase.TryWord("either"))
        {
            choice = OneOfChoice.Either;
            do
            {
                if (!Name(phrase, names, credits)) return null;
            }
            while (phrase.TryWord("or"));
        }
        else if (!phrase.TryWord("best"))
        {
            return phrase.Refuse<OneOf>("'added', 'best', 'best of …' or 'either … or …'");
        }
        if (credits.Count == 1) return phrase.Refuse<OneOf>("the name of another credit");
        var among = (Among)new Among.Window();
        if (phrase.TryMark(","))
        {
            if (!phrase.ExpectWord("for each")) return null;
            if (phrase.TryWord("incident")) among = new Among.SameIncident();
            else if (phrase.TryKind(TokenKind.Word, "'incident' or the name of a label") is { } label) among = new Among.SameLabel(label.Text);
            else return phrase.Refuse<OneOf>("'incident' or the name of a label");
        }
        return new(credits.ToValueList(), choice, among, phrase.Since(start), clause);
    }

    /// <summary>names = credit { ( "," | "and" ) credit }</summary>
    /// <param name="phrase">The clause.</param>
    /// <param name="names">Those of the chapter.</param>
    /// <param name="stop">Our own word that a comma may stand before, which then ends the names.</param>
    public static ValueList<string>? Names(PhraseReader phrase, IReadOnlyList<string> names, string stop)
    {
        var credits = new List<string>();
        do
        {
            if (!Name(phrase, names, credits)) return null;
        }
        while ((phrase.Peek().IsMark(",") && !phrase.Peek(1).IsWord(stop) && phrase.TryMark(",")) || phrase.TryWord("and"));
        return credits.ToValueList();
    }

    static bool Name(PhraseReader phrase, IReadOnlyList<string> names, List<string> credits)
    {
        var at = phrase.At;
        if (phrase.Name("a credit", names) is not { } name) return false;
        if (!credits.Contains(name))
        {
            credits.Add(name);
            return true;
        }
        phrase.Error(at, "name.twice", $"{Quoted.Of(name)} stands here a second time.", "Remove one of them.");
        return false;
    }
}
