using System.Text;
using Shouldly;
using Surety.Agreements;
using Surety.Tests.Agreements.EveryKey;
using Surety.Tests.Fuzz;
using Surety.Tests.Oracle;
using Xunit;

namespace Surety.Tests.Agreements.Canonical;

public sealed class CanonicalTextTests
{
    const string Head = """
        surety: 1
        agreement: small

        parties:
          provider:
            name: P
          customer:
            name: C

        term:
          from: 2026-01-01
          time zone: UTC


        """;

    public static TheoryData<string> Files => [.. Subject.All.Select(s => Path.GetRelativePath(Source.Root, s.File))];

    public static TheoryData<string> Examples => [.. Example.All.Select(e => e.Name)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_file_of_the_project_keeps_its_meaning_and_its_comments(string file)
    {
        var subject = Subject.All.First(s => s.File == Source.File(file));
        var text = File.ReadAllText(subject.File);

        WhatIsWrong(text, subject.Beside.Select(f => Layer.Parse(f, File.ReadAllBytes(f))).OfType<Layer>().ToValueList()).ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_phrase_of_every_key_is_read_again_as_the_same(string name)
    {
        var example = Example.All.First(e => e.Name == name);
        var texts = example.Changes.SelectMany(c => c.Values.SelectMany(v => v).Where(v => v.Refused is null).Select(v => (c.Place, Text: AgreementText.With(c.Where.Aggregate(example.Text, (t, w) => AgreementText.With(t, w.Path, w.Value)), c.Path, v.Text))));

        texts.AsParallel().AsOrdered().Select(t => WhatIsWrong(t.Text, example.Layers) is { } wrong ? $"{t.Place}: {wrong}" : null).OfType<string>().ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void The_comparison_sees_every_difference_that_a_key_can_make(string name)
    {
        var example = Example.All.First(e => e.Name == name);
        foreach (var change in example.Changes)
        {
            var text = change.Where.Aggregate(example.Text, (t, w) => AgreementText.With(t, w.Path, w.Value));
            var read = change.Values.Select(v => v[0]).Where(v => v.Refused is null)
                .Select(v => (v.Shown, AgreementFile.Parse("a.yaml", Encoding.UTF8.GetBytes(AgreementText.With(text, change.Path, v.Text)), example.Layers).Agreement!)).ToList();
            for (var i = 1; i < read.Count; i++)
                SameMeaning.Difference(read[i - 1].Item2, read[i].Item2).ShouldNotBeNull($"{change.Place}: {read[i - 1].Shown} and {read[i].Shown}");
        }
    }

    [Fact]
    public void How_a_text_is_laid_out_does_not_change_its_form()
    {
        var sources = Subject.All.Where(s => CanonicalText.Of(s.File, File.ReadAllBytes(s.File), Layers(s)) is Result<CanonicalText>.Ok).ToList();
        for (var seed = 1UL; seed <= 150; seed++)
        {
            var draw = new Draw(seed);
            var subject = draw.Of<Subject>(sources);
            var canonical = Form(File.ReadAllText(subject.File), Layers(subject));
            var (laidOut, comments) = Layout.Of(draw, canonical);

            var again = Form(laidOut, Layers(subject));

            Layout.Bare(again).ShouldBe(Layout.Bare(canonical), $"seed {seed}\n{laidOut}");
            Layout.Comments(again).Order(StringComparer.Ordinal).ShouldBe(comments.Concat(Layout.Comments(canonical)).Order(StringComparer.Ordinal), $"seed {seed}\n{laidOut}");
            Form(again, Layers(subject)).ShouldBe(again, $"seed {seed}");
        }
    }

    [Fact]
    public void A_damaged_text_is_refused_or_keeps_its_meaning()
    {
        var tried = 0;
        for (var seed = 1UL; seed <= 600; seed++)
        {
            var draw = new Draw(seed);
            var (subject, other) = (draw.Of<Subject>(Subject.All), draw.Of<Subject>(Subject.All));
            var bytes = Mutation.Of(draw, File.ReadAllBytes(subject.File), File.ReadAllBytes(other.File));
            if (CanonicalText.Of("fuzz.yaml", bytes, Layers(subject)) is not Result<CanonicalText>.Ok) continue;

            tried++;
            WhatIsWrong(Encoding.UTF8.GetString(bytes), Layers(subject)).ShouldBeNull($"seed {seed}");
        }
        tried.ShouldBeGreaterThan(10);
    }

    [Theory]
    [InlineData("at least 99.95%", "at least 99.95 %")]
    [InlineData("AT LEAST  099.95 %", "at least 99.95 %")]
    [InlineData("'at least 99.95 %'", "at least 99.95 %")]
    [InlineData("\"at least\\n99.95 %\"", "at least 99.95 %")]
    [InlineData("from 99%to 99.9%", "from 99 % to 99.9 %")]
    [InlineData("the promise", null)]
    public void A_phrase_gets_its_usual_spelling(string written, string? usual)
    {
        var text = Head + $"metrics:\n  m:\n    measures: availability\n    observed by: outages\nservice levels:\n  l:\n    metric: m\n    per: Month\n    target: {written}\n";

        if (usual is null) CanonicalText.Of("a.yaml", Encoding.UTF8.GetBytes(text)).ShouldBeOfType<Result<CanonicalText>.Refused>();
        else Form(text, []).ShouldEndWith($"service levels:\n  l:\n    metric: m\n    per: month\n    target: {usual}\n");
    }

    [Theory]
    [InlineData("scope:\n  values:\n    a: 4.50 EUR\n", "scope:\n  values:\n    a: EUR 4.50\n")]
    [InlineData("scope:\n  values:\n    a: 2 hours 15 minutes\n    B: 1 business day\n    c: 3 day\n", "scope:\n  values:\n    a: 2 h 15 min\n    B: 1 business day\n    c: 3 days\n")]
    [InlineData("scope:\n  calendars:\n    c:\n      closed:\n      - every  25 december   Christmas  Day\n      open:\n        Monday to FRIDAY: 8:00 to 12:00,13:00-18:00\n        saturday: 9:00-10:00\n", "scope:\n  calendars:\n    c:\n      open:\n        mon-fri: 08:00-12:00, 13:00-18:00\n        Saturday: 09:00-10:00\n      closed:\n        - every 25 December Christmas  Day\n")]
    [InlineData("scope:\n  values:\n    p: 99.9 %\n    f: (the P -  0.05%)*2/2\n", "scope:\n  values:\n    p: 99.9 %\n    f: (the p - 0.05 %) * 2 / 2\n")]
    public void Amounts_times_and_names_too(string written, string usual) => Form(Head + written, []).ShouldBe(Head + usual);

    [Fact]
    public void Keys_come_in_their_order_with_their_comments_and_names_stay_where_they_are()
    {
        const string text = """
            # About this file.

            # The version of the language.
            surety: 1
            term:   # how long
                time zone: UTC
                # from the start
                from: 2026-01-01
            # who
            parties:
                customer: {{CUSTOMER}}
                provider:

                    name: 'P'      # us
            agreement: small
            scope:
              limits: [  first , second ]
              services:
                b:
                  covers:
                  - >-
                    one
                    two


                  - "three: four"
                  # last of them
                  - |
                     five

                     six
                a:
                  parts:
                    - x
            # the end
            """;

        Form(text.Replace("{{CUSTOMER}}", "\n        name: C", StringComparison.Ordinal), []).ShouldBe("""
            # About this file.

            # The version of the language.
            surety: 1
            agreement: small

            # who
            parties:
              provider:
                name: P # us
              customer:
                name: C

            term: # how long
              # from the start
              from: 2026-01-01
              time zone: UTC

            scope:
              services:
                b:
                  covers:
                    - one two

                    - 'three: four'
                    # last of them
                    - |
                      five

                      six
                a:
                  parts:
                    - x
              limits: [first, second]
            # the end

            """);
    }

    [Fact]
    public void Long_prose_is_folded_and_a_long_phrase_is_not()
    {
        var words = string.Join(' ', Enumerable.Repeat("words", 40));
        var form = Form(Head + $"scope:\n  limits:\n    - {words}\n  exclusions:\n    e:\n      means: {words}\n", []);

        form.Split('\n').ShouldAllBe(l => l.Length <= 100);
        form.ShouldContain("      means: >\n        words words");
        WhatIsWrong(form, []).ShouldBeNull();
    }

    [Fact]
    public void The_hash_is_that_of_the_bytes_and_pinned()
    {
        var form = (Result<CanonicalText>.Ok)CanonicalText.Of("a.yaml", Encoding.UTF8.GetBytes(Head.Replace("\n", "\r\n", StringComparison.Ordinal)));

        // sha256sum of the 130 bytes above, without the two empty lines at their end.
        form.Value.Text.ShouldBe(Head.TrimEnd('\n') + "\n");
        form.Value.Hash.ShouldBe("0d44c05e02c657c8c0ccc424d888b6e4f8703d2b93b6ba2ae719cb2c68eb1f79");
    }

    [Fact]
    public void The_order_of_keys_holds_each_key_that_the_readers_know_and_no_other()
    {
        var known = AgreementFile.KnownKeys("full.yaml", AgreementFileTests.Full).Where(k => !(k.Path == "scope/inventory/*/members/*" && k.Key is "site" or "class" or "users")).Select(k => k.Path.Length == 0 ? k.Key : $"{k.Path}/{k.Key}").Append("terms").Append("scope/inventory/*/members/*/*").Append("service levels/*/stages/*/*");

        var ours = Keys.All.Where(k => k.Name != "-").Select(k => k.Full).ToList();

        ours.Order(StringComparer.Ordinal).ShouldBe(known.Distinct().Order(StringComparer.Ordinal), "src/Surety/Agreements/keys.txt has a line for each key: its place in the order, and what it means");
        ours.Distinct().Count().ShouldBe(ours.Count);
    }

    static ValueList<Layer> Layers(Subject subject) => subject.Beside.Select(f => Layer.Parse(f, File.ReadAllBytes(f))).OfType<Layer>().ToValueList();

    static string Form(string text, ValueList<Layer> layers) => CanonicalText.Of("a.yaml", Encoding.UTF8.GetBytes(text), layers) switch
    {
        Result<CanonicalText>.Ok ok => ok.Value.Text,
        Result<CanonicalText>.Refused refused => throw new InvalidOperationException(string.Join("\n", refused.Problems) + "\n" + text),
    };

    /// <summary>What the canonical form of a legal text does not keep, or <c>null</c>; of one with errors that it is refused.</summary>
    static string? WhatIsWrong(string text, ValueList<Layer> layers)
    {
        var parsed = AgreementFile.Parse("a.yaml", Encoding.UTF8.GetBytes(text), layers);
        var result = CanonicalText.Of("a.yaml", Encoding.UTF8.GetBytes(text), layers);
        if (parsed.Problems.Any(p => p.Severity == Severity.Error)) return result is Result<CanonicalText>.Refused ? null : "a text with errors has a form";
        if (result is not Result<CanonicalText>.Ok { Value: var form }) return $"refused: {string.Join("\n", ((Result<CanonicalText>.Refused)result).Problems)}";
        if (CanonicalText.Of("a.yaml", form.Bytes, layers) is not Result<CanonicalText>.Ok { Value: var again }) return $"its form has errors:\n{form.Text}";
        if (again.Text != form.Text) return $"its form is not stable:\n{form.Text}\n----\n{again.Text}";
        var read = AgreementFile.Parse("a.yaml", form.Bytes, layers);
        if (!read.Problems.Select(p => p.Code).Order(StringComparer.Ordinal).SequenceEqual(parsed.Problems.Select(p => p.Code).Order(StringComparer.Ordinal))) return $"other problems: {string.Join(", ", parsed.Problems.Select(p => p.Code))} and {string.Join(", ", read.Problems.Select(p => p.Code))}";
        if ((parsed.Agreement is null) != (read.Agreement is null)) return "an agreement only before or only after";
        return parsed.Agreement is null ? null : SameMeaning.Difference(parsed.Agreement, read.Agreement!) is { } difference ? $"{difference}\n{form.Text}" : null;
    }
}
