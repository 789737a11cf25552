using NodaTime;
using Surety.Levels;

namespace Surety.Statements;

/// <summary>Why a figure is what it is, as a tree for a terminal: sentence, value, clause, facts. Ends with what recomputing it gave.</summary>
public static class ReasonText
{
    /// <summary>Lists of parts up to this length are told whole.</summary>
    const int Whole = 10;

    /// <summary>How many parts of a longer list are told.</summary>
    const int Few = 8;

    const int FewFacts = 4;

    /// <summary>Opens one level of a statement.</summary>
    /// <param name="statement">Where it stands.</param>
    /// <param name="level">One of its levels.</param>
    /// <param name="width">Columns of the terminal; under 72 is taken as 72.</param>
    /// <param name="all">Whether long lists of parts and facts are told whole.</param>
    /// <param name="language">In which it is told. <c>null</c>: English.</param>
    public static ValueList<TextLine> Of(Statement statement, LevelResult level, int width = 100, bool all = false, Language? language = null)
    {
        var wording = Wording.In(language ?? Language.English);
        var (shape, word, tone) = wording.Of(level.Verdict);
        var margin = wording.Notation.Margin(level);
        TextPiece[] heading =
        [
            new(wording.Level(level) + ": ", Tone.Strong), new($"{shape} {word}", tone),
            new(wording.Say(margin.Length == 0 ? "why.against" : "why.against.margin", ("attained", wording.Notation.Attained(level)), ("target", wording.Target(level)), ("margin", margin)), Tone.Plain),
        ];
        return [.. TextLine.Wrap(heading, Math.Max(72, width)), Zone(statement, wording), TextLine.Of(""), .. Of(level.Why, statement.FactFiles, statement.Zone, width, all, language), .. Figures(statement, level, width, all, wording), .. Possible(statement, level, width, wording)];
    }

    static TextLine Zone(Statement statement, Wording wording) => TextLine.Of(wording.Say("zone", ("zone", statement.Zone.Id)), Tone.Dim);

    static IEnumerable<TextLine> Possible(Statement statement, LevelResult level, int width, Wording wording) =>
        level.Bounds is null ? [] : TextLine.Wrap([new(wording.Say("why.possible", ("possible", wording.Possible(level, statement))), Tone.Plain)], Math.Max(72, width));

    static IEnumerable<TextLine> Figures(Statement statement, LevelResult level, int width, bool all, Wording wording) =>
        level.Figures is not { } figures ? []
        : figures.IsChanged ? [TextLine.Of(""), .. Of(figures.Why, statement.FactFiles, statement.Zone, width, all, wording.Language)]
        : [TextLine.Of(wording.Word("why.same"), Tone.Dim)];

    /// <summary>Opens any reason of a statement, under a heading.</summary>
    /// <param name="heading">What it is of.</param>
    /// <param name="why">The figure at the top.</param>
    /// <param name="statement">Where it stands.</param>
    /// <param name="width">Columns of the terminal; under 72 is taken as 72.</param>
    /// <param name="all">Whether long lists of parts and facts are told whole.</param>
    /// <param name="language">In which it is told. <c>null</c>: English.</param>
    public static ValueList<TextLine> Of(string heading, Reason why, Statement statement, int width = 100, bool all = false, Language? language = null) =>
        [.. TextLine.Wrap([new(heading, Tone.Strong)], Math.Max(72, width)), Zone(statement, Wording.In(language ?? Language.English)), TextLine.Of(""), .. Of(why, statement.FactFiles, statement.Zone, width, all, language)];

    /// <summary>Opens any reason.</summary>
    /// <param name="why">The figure at the top.</param>
    /// <param name="factFiles">Names of the files that facts point into.</param>
    /// <param name="zone">Of the instants.</param>
    /// <param name="width">Columns of the terminal; under 72 is taken as 72.</param>
    /// <param name="all">Whether long lists of parts and facts are told whole.</param>
    /// <param name="language">In which it is told. <c>null</c>: English.</param>
    public static ValueList<TextLine> Of(Reason why, ValueList<string> factFiles, DateTimeZone zone, int width = 100, bool all = false, Language? language = null)
    {
        var tree = new Tree(Wording.In(language ?? Language.English), factFiles, zone, Math.Max(72, width), all);
        return [.. tree.Node(why, "", "", ""), TextLine.Of(""), .. tree.Verdict(why)];
    }

    /// <summary>The parts that are told, and one sentence about those that are not.</summary>
    internal static (ValueList<Reason> Shown, string? More) Parts(Reason reason, DateTimeZone zone, bool all, Wording wording)
    {
        if (all || reason.Parts.Count <= Whole) return (reason.Parts, null);
        var rest = reason.Parts.Skip(Few).ToList();
        var together = reason.How is Follows.Sum or Follows.Difference && Together(rest) is { } sum and not Figure.Count ? wording.Notation.Figure(sum, zone) : null;
        return (reason.Parts.Take(Few).ToValueList(), wording.Say(together is null ? "more" : "more.together", ("count", wording.Notation.Count(rest.Sum(r => r.For))), ("sum", together ?? "")));
    }

    /// <summary>The mark that joins a part to those before it.</summary>
    internal static string Joint(Follows how, int part) => part == 0 ? "" : how switch
    {
        Follows.Sum => "+",
        Follows.Difference => "−",
        Follows.Quotient => "÷",
        Follows.Product => "×",
        Follows.Given or Follows.Least or Follows.Greatest or Follows.Rule => "",
    };

    /// <summary>Places of facts: <c>probe.jsonl:12, probe.jsonl:13 … (226 facts)</c>.</summary>
    internal static string Facts(FactCitation facts, ValueList<string> files, bool all, Wording wording) => wording.Counted("why.facts", facts.Count, ("places", Places(facts, files, all)));

    /// <summary>Places of facts alone: <c>probe.jsonl:12, probe.jsonl:13 …</c>.</summary>
    internal static string Places(FactCitation facts, ValueList<string> files, bool all)
    {
        var places = facts.First.Take(all ? FactCitation.Most : FewFacts).Select(f => $"{WireNames.File(f, files)}:{f.Line}").ToList();
        return $"{string.Join(", ", places)}{(places.Count < facts.Count ? " …" : "")}";
    }

    /// <summary>What came out when everything was worked out again.</summary>
    internal static string Recomputed(Reason why, Wording wording) => why.Failing().Count() is var failing and > 0 ? wording.Counted("why.fails", failing) : wording.Counted("why.addsUp", Count(why));

    static int Count(Reason reason) => 1 + reason.Parts.Sum(Count);

    static Figure? Together(List<Reason> parts)
    {
        if (parts.Any(p => p.Value.GetType() != parts[0].Value.GetType() || p.Value.Exact is null)) return null;
        var sum = parts.Aggregate(Rational.Zero, (total, p) => total + p.Value.Exact!.Value);
        return parts[0].Value switch
        {
            Figure.Share => new Figure.Share(sum),
            Figure.Number => new Figure.Number(sum),
            Figure.Time => new Figure.Time(sum),
            Figure.Count => new Figure.Count((long)sum.Numerator),
            Figure.Amount amount => amount with { Value = sum },
            Figure.At => null,
            Figure.Words => null,
        };
    }

    sealed record Tree(Wording Wording, ValueList<string> Files, DateTimeZone Zone, int Width, bool All)
    {
        // A figure that two others rest on is opened once.
        readonly HashSet<Reason> opened = new(ReferenceEqualityComparer.Instance);

        public IEnumerable<TextLine> Node(Reason reason, string first, string rest, string joint)
        {
            var again = reason.Parts.Count > 0 && !opened.Add(reason);
            var (parts, more) = again ? ([], null) : ReasonText.Parts(reason, Zone, All, Wording);
            var below = rest + (parts.Count > 0 ? "│  " : "   ");
            List<TextPiece> pieces = [new($"{joint}{Wording.Retold(reason)}: ", Tone.Plain), new(Wording.Value(reason, Zone), Tone.Strong)];
            if (reason.Clause is { } clause) pieces.Add(new($" {clause.At.File}:{clause.At.Line}", Tone.Dim));
            if (again) pieces.Add(new($" {Wording.Word("why.again")}", Tone.Dim));
            foreach (var line in TextLine.Wrap(pieces, Width, first, below)) yield return line;
            if (reason.Facts is { } facts && !again)
                foreach (var line in TextLine.Wrap([new(ReasonText.Facts(facts, Files, All, Wording), Tone.Dim)], Width, below, below)) yield return line;
            for (var i = 0; i < parts.Count; i++)
            {
                var last = i == parts.Count - 1 && more is null;
                var mark = Joint(reason.How, i) is { Length: > 0 } sign ? sign + " " : "";
                foreach (var line in Node(parts[i], rest + (last ? "└─ " : "├─ "), rest + (last ? "   " : "│  "), mark)) yield return line;
            }
            if (more is not null) yield return new([new(rest + "└─ ", Tone.Dim), new(more, Tone.Dim)]);
        }

        public IEnumerable<TextLine> Verdict(Reason why)
        {
            yield return TextLine.Of(Recomputed(why, Wording), why.AddsUp() ? Tone.Good : Tone.Bad);
            foreach (var wrong in why.Failing().Take(Few))
                foreach (var line in TextLine.Wrap([new($"{Wording.Retold(wrong)}: {Wording.Value(wrong, Zone)}", Tone.Bad)], Width, "  ✗ ", "    ")) yield return line;
        }
    }
}
