using Shouldly;
using Surety.Agreements;
using Xunit;

namespace Surety.Tests.Agreements.EveryKey;

/// <summary>
/// Nothing is accepted and ignored: each key of the language has a row in a table of changes, each row's values give other figures, verdicts, amounts, dates or problems,
/// and what is not so is marked as text by the guide.
/// </summary>
public sealed class EveryKeyTests
{
    public static TheoryData<string> Examples => [.. Example.All.Select(e => e.Name)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Each_value_of_a_key_changes_what_follows(string name)
    {
        var example = Example.All.First(e => e.Name == name);

        example.Changes.AsParallel().AsOrdered().SelectMany(c => Failures(example, c)).ShouldBeEmpty();
    }

    static IEnumerable<string> Failures(Example example, Change change)
    {
        var text = change.Where.Aggregate(example.Text, (t, w) => AgreementText.With(t, w.Path, w.Value));
        var classes = change.Values.Select(values => values.Select(v => (Value: v, Said: Answers.Of(example, AgreementText.With(text, change.Path, v.Text)))).ToList()).ToList();
        foreach (var (value, said) in classes.SelectMany(c => c))
            if (value.Refused is { } code ? !said.IsRefused || said.Problems.All(p => p.Code != code) : said.IsRefused)
                yield return $"{change.Place} {change.Path}: {value.Shown} is {(said.IsRefused ? "refused: " + string.Join(" ", said.Problems.Where(p => p.Severity == Severity.Error)) : "accepted")}";
        var legal = classes.ConvertAll(c => c.Where(v => v.Value.Refused is null && !v.Said.IsRefused).ToList()).Where(c => c.Count > 0).ToList();
        if (legal.Count == 0) yield break;
        foreach (var answer in change.Answers)
        {
            if (legal.TrueForAll(c => c.TrueForAll(v => v.Said[answer].Length == 0))) yield return $"{change.Place} {change.Path}: nothing is said of '{answer}'; there is {string.Join(", ", legal[0][0].Said.Said.Keys)}";
            foreach (var same in legal)
                foreach (var (value, said) in same.Skip(1))
                    if (said[answer] != same[0].Said[answer]) yield return $"{change.Place} {change.Path}: '{value.Shown}' should mean the same as '{same[0].Value.Shown}', and '{answer}' differs:\n{Cut(same[0].Said[answer])}\n{Cut(said[answer])}";
        }
        for (var i = 0; i < legal.Count; i++)
            for (var j = 0; j < i; j++)
                if (change.Answers.All(a => legal[i][0].Said[a] == legal[j][0].Said[a]))
                    yield return $"{change.Place} {change.Path}: '{legal[i][0].Value.Shown}' and '{legal[j][0].Value.Shown}' give the same {string.Join(", ", change.Answers)}:\n{Cut(legal[i][0].Said[change.Answers[0]])}";
        if (example.Changes.Any(c => c.Path == change.Path && c.Values.Any(v => v.Any(w => w.Text is null)))) yield break;
        if (!Answers.Of(example, AgreementText.With(text, change.Path, null)).IsRefused) yield return $"{change.Place} {change.Path}: the key may be left out, and no row of the table says what then holds";
    }

    static string Cut(string text) => text.Length <= 600 ? text : text[..600] + " …";
}
