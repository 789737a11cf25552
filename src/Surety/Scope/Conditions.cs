using Surety.Text;

namespace Surety.Scope;

/// <summary>Conditions of targets, credits and ladders: <c>tier gold</c>, <c>priority P1, region eu</c>. Grammar: docs/guide/grammar.md, "Conditions".</summary>
internal static class Conditions
{
    /// <summary>conditions = condition { "," condition }; condition = ( attribute | word ) value</summary>
    /// <param name="phrase">Where they stand.</param>
    /// <param name="declared">Names of attributes.</param>
    /// <param name="isLast">Reads what may stand behind the last comma in place of a condition, and says whether it did or refused; <c>null</c>: nothing may.</param>
    public static Labels? Read(PhraseReader phrase, Declared declared, Func<PhraseReader, bool>? isLast = null)
    {
        var labels = new List<Label>();
        do
        {
            var at = phrase.At;
            if (phrase.TryName("an attribute", declared.Attributes) is not { } name)
            {
                if (phrase.TryKind(TokenKind.Word, "the name of a label and its value, as in 'priority P1'") is not { } word) return phrase.Refuse<Labels?>("the name of a label and its value, as in 'priority P1'");
                name = word.Text;
            }
            var valueAt = phrase.At;
            var value = phrase.Until(",").Trim();
            if (value.Length == 0)
            {
                phrase.Error(valueAt, "condition.value", $"The condition {Quoted.Of(name)} names no value.", $"Write both: '{name} …'.");
                return null;
            }
            if (labels.Exists(l => l.Name == name))
            {
                phrase.Error(at, "condition.twice", $"{Quoted.Of(name)} stands twice in one condition, and a fact has one value for it.", "Write a row for each value.");
                return null;
            }
            if (name == "tier" && declared.Tiers.Count > 0 && !declared.Tiers.Contains(value))
            {
                phrase.Error(valueAt, "condition.tier", $"No tier is called {Quoted.Of(value)}.", Nearest.Question(value, declared.Tiers) ?? $"Tiers are: {string.Join(", ", declared.Tiers)}.");
                return null;
            }
            labels.Add(new(name, value));
        }
        while (phrase.TryMark(",") && isLast?.Invoke(phrase) != true);
        return Labels.Of(labels);
    }
}
