using System.Text.Json;
using NodaTime;
using Surety.Cli;

namespace Surety.Conformance.Worked;

/// <summary>Runs worked examples of published contracts through the command line, by the recipes that stand beside the agreements. It knows no contract and no example.</summary>
static class WorkedRunner
{
    /// <summary>Runs one example.</summary>
    /// <param name="example">The example.</param>
    /// <param name="contracts">The folder of the contracts.</param>
    /// <param name="refused">Takes each key that our rules refuse, with the reason.</param>
    public static Outcome Run(Example example, string contracts, Action<string, string> refused)
    {
        var folder = Path.Combine(contracts, example.Contract);
        var file = Path.Combine(folder, "worked.yaml");
        if (!File.Exists(file)) return new Outcome.Skipped($"there is no {example.Contract}/worked.yaml");
        try
        {
            return Run(example, folder, [.. Recipe.ReadAll(file).Where(r => r.IsFor(example))], refused);
        }
        catch (FormatException wrong)
        {
            return new Outcome.Failed([new("recipe", "one that can be read", wrong.Message)]);
        }
    }

    static Outcome Run(Example example, string folder, List<Recipe> recipes, Action<string, string> refused)
    {
        var differences = new List<Difference>();
        var unanswered = example.Expected.EnumerateObject().ToDictionary(e => e.Name, e => Comparing.Normal(e.Value), StringComparer.Ordinal);
        foreach (var recipe in recipes)
        {
            foreach (var (key, reason) in recipe.Refused)
                if (unanswered.Remove(key)) refused(key, reason);
            var asked = recipe.Answers.Where(a => unanswered.ContainsKey(a.Key)).ToList();
            if (asked.Count == 0) continue;
            var (answer, messages) = Answered(recipe, example, folder);
            if (answer is null) differences.Add(new(recipe.Name, "an answer", messages));
            foreach (var (key, place) in asked)
            {
                var expected = unanswered[key];
                unanswered.Remove(key);
                if (answer is { } json && Answer.Read(json, place) is var got && got != expected) differences.Add(new($"{key} ({recipe.Name})", expected, got));
            }
        }
        if (differences.Count > 0) return new Outcome.Failed(differences);
        return unanswered.Count > 0 ? new Outcome.Skipped($"no recipe answers {string.Join(", ", unanswered.Keys)}") : new Outcome.Passed();
    }

    /// <summary>What the command says, as JSON; or, where it gives none, its messages.</summary>
    static (JsonElement? Answer, string Messages) Answered(Recipe recipe, Example example, string folder)
    {
        var facts = Path.GetTempFileName();
        try
        {
            File.WriteAllLines(facts, recipe.Facts.SelectMany(f => Template.Lines(f, example.Inputs)));
            var words = Words(Template.Lines(recipe.Command, example.Inputs).First());
            var args = words.Select(w => w == "FACTS" ? facts : w.EndsWith(".yaml", StringComparison.Ordinal) ? Path.Combine(folder, w) : w).Append("-o").Append("json").ToArray();
            var (output, messages) = (new StringWriter(), new StringWriter());
            SuretyProgram.RunAsync(args, Stream.Null, output, messages, SystemClock.Instance, Terminal.None, CancellationToken.None).GetAwaiter().GetResult();
            if (output.ToString() is not ['{', ..] text) return (null, $"no answer: {messages.ToString().Trim()}");
            using var document = JsonDocument.Parse(text);
            return (document.RootElement.Clone(), "");
        }
        finally
        {
            File.Delete(facts);
        }
    }

    static List<string> Words(string line)
    {
        var words = new List<string>();
        foreach (var (piece, i) in line.Split('"').Select((p, i) => (p, i)))
            if (i % 2 == 1) words.Add(piece);
            else words.AddRange(piece.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return words;
    }
}
