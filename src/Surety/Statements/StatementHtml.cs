using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Surety.Levels;

namespace Surety.Statements;

/// <summary>A statement as one HTML page that stands alone: no script, no request to anybody, readable on paper, in the dark and on a telephone.</summary>
/// <remarks>Every figure carries <c>data-figure</c>, the path that the JSON document has it under.</remarks>
public static class StatementHtml
{
    static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>How many misses of a level, and messages of a ladder, are told one by one.</summary>
    const int First = 10;

    /// <summary>Cells up to this many characters are not broken.</summary>
    const int Short = 28;

    /// <summary>Writes a page for one statement.</summary>
    public static string Of(Statement statement) => Of([statement]);

    /// <summary>Writes one page for the statements of several periods, in order.</summary>
    /// <param name="statements">At least one.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static string Of(ValueList<Statement> statements)
    {
        if (statements.Count == 0) throw new ArgumentException("A page needs a statement.", nameof(statements));
        var html = new StringBuilder();
        var title = $"{statements[0].Title}, {string.Join(", ", statements.Select(s => Display.Window(s.Period)))}";
        html.Append($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>{Text(title)}</title>
            <style>
            {StatementStyle.Css}
            </style>
            </head>
            <body>
            <main>

            """);
        for (var i = 0; i < statements.Count; i++) new Page(html, statements[i], statements.Count == 1 ? "" : $"statements/{i}/").Write();
        return html.Append("</main>\n</body>\n</html>\n").ToString();
    }

    static string Text(string text) => Encoder.Encode(text);

    sealed record Page(StringBuilder Html, Statement Statement, string Path)
    {
        public void Write()
        {
            Line("<article>");
            Heading();
            Section("Service levels", Statement.Levels, Levels);
            if (Statement.Levels.Any(l => l.Figures is { IsChanged: true })) Figures();
            Section("What is still possible", Statement.Levels.Where(l => l.Bounds is not null).ToList(), levels => Bullets(levels.Select(l => $"{Wording.Level(l, Statement)}: {Wording.Possible(l, Statement)}")));
            Section("What was missed", Statement.Levels.Where(l => l.Verdict is Verdict.Missed or Verdict.Excused && (l.Misses.Count > 0 || Wording.Explained(l, Statement).Any())).ToList(), Misses);
            Section("Exclusions", Wording.Exclusions(Statement).ToList(), exclusions => Bullets(exclusions.Select(e => Wording.ExclusionLine(e, Statement.Zone))));
            if (Statement.Credits.Count + Statement.Caps.Count + Statement.Totals.Count > 0) Credits();
            Section("Rights", Statement.Rights, Rights);
            Section("Messages of the ladders", Statement.Messages.GroupBy(m => m.Ladder).ToList(), Messages);
            Section("Reports and reviews", Statement.Duties, Duties);
            Section("Verdicts of other systems", Statement.Imported, Imported);
            if (Statement.Remarks.Count + Statement.Silences.Count > 0) Remarks();
            Reasons();
            Line("</article>");
        }

        void Heading()
        {
            Line($"""
                <header>
                <h1>{Text(Statement.Title)}, {Text(Display.Window(Statement.Period))}</h1>
                <p>{Text(Wording.Parties(Statement))}</p>
                <p class="soft small">{Text(Wording.Days(Statement))}</p>
                <p class="soft small">as of {Text(Display.Instant(Statement.AsOf, Statement.Zone))}, {Text(Wording.Versions(Statement))}</p>
                <p class="soft small">{Text(Wording.Life(Statement))}</p>
                </header>
                <p class="summary">{Text(Wording.Summary(Statement))}</p>
                """);
        }

        void Section<T>(string name, IReadOnlyList<T> items, Action<IReadOnlyList<T>> write)
        {
            if (items.Count == 0) return;
            Line($"<section>\n<h2>{Text(name)}</h2>");
            write(items);
            Line("</section>");
        }

        void Levels(IReadOnlyList<LevelResult> levels)
        {
            Table(["verdict", "level", "attained", "target", "margin", "coverage"], [2, 5]);
            for (var i = 0; i < levels.Count; i++)
            {
                var level = levels[i];
                var (shape, word, tone) = Wording.Of(level.Verdict);
                Line($"""
                    <tr>
                    <td>{Status(shape, word, tone)}</td>
                    <th scope="row">{Text(Wording.Level(level, Statement))}</th>
                    {Figure("attained", $"levels/{i}/attained", Display.Attained(level), level.Verdict == Verdict.Missed ? "strong bad" : "strong")}
                    {Cell("target", level.Target)}
                    {Cell("margin", Display.Margin(level), $"levels/{i}/margin")}
                    {Figure("coverage", $"levels/{i}/coverage", Wording.Coverage(level), "soft")}
                    </tr>
                    """);
            }
            Line("</tbody>\n</table>");
        }

        void Figures()
        {
            Line("<section>\n<h2>From measured to contractual</h2>");
            Table(["level", "measured", "after corrections", "after exclusions", "by the contract"], [1, 2, 3, 4]);
            for (var i = 0; i < Statement.Levels.Count; i++)
            {
                if (Statement.Levels[i] is not { Figures: { IsChanged: true } figures } level) continue;
                Line($"""
                    <tr>
                    <th scope="row">{Text(Wording.Level(level, Statement))}</th>
                    {Figure("measured", $"levels/{i}/figures/measured", Display.Step(level, figures.Measured), "")}
                    {Figure("after corrections", $"levels/{i}/figures/afterCorrections", Display.Step(level, figures.Corrected), "")}
                    {Figure("after exclusions", $"levels/{i}/figures/afterExclusions", Display.Step(level, figures.Excluded), "")}
                    {Figure("by the contract", $"levels/{i}/figures/contractual", Display.Step(level, figures.Contractual), "strong")}
                    </tr>
                    """);
            }
            Line("</tbody>\n</table>\n</section>");
        }

        void Misses(IReadOnlyList<LevelResult> levels)
        {
            foreach (var level in levels)
            {
                Line($"<h3>{Text(Wording.Missed(level, Statement))}: {Text(Wording.Extent(level))}</h3>");
                Bullets(Wording.Explained(level, Statement).Concat(level.Misses.Take(First).SelectMany(m => Wording.Explained(m, level, Statement))), level.MissCount - Math.Min(First, level.Misses.Count));
            }
        }

        void Credits()
        {
            Line("<section>\n<h2>Credits</h2>");
            if (Statement.Credits.Count > 0)
            {
                Table(["credit", "row", "amount", "state", "claim by"], [2]);
                for (var i = 0; i < Statement.Credits.Count; i++)
                {
                    var credit = Statement.Credits[i];
                    var (word, tone) = Wording.State(credit);
                    Line($"""
                        <tr>
                        <th scope="row">{Text(Wording.Credit(credit, Statement))}</th>
                        {Cell("row", credit.Row ?? "")}
                        {Figure("amount", $"credits/{i}/amount", Wording.Amount(credit), credit.Amount.Amount == 0 ? "soft" : "strong")}
                        <td data-name="state" class="{Class(tone)}">{Text(word)}</td>
                        {Cell("claim by", credit.ClaimBy is { } by ? Display.Deadline(by, Statement.Zone) : "")}
                        </tr>
                        """);
                }
                Line("</tbody>\n</table>");
            }
            foreach (var cap in Statement.Caps) Line($"<p class=\"cap\">Cap: {Text(Wording.Cap(cap))}</p>");
            for (var i = 0; i < Statement.Totals.Count; i++) Line($"<p class=\"total\" data-figure=\"{Path}totals/{i}\">{Text(Wording.Total(Statement.Totals[i]))}</p>");
            Line("</section>");
        }

        void Rights(IReadOnlyList<RightStatus> rights) => Entries(rights.Select(right =>
        {
            var (shape, word, tone) = Wording.Of(right.State);
            return (Status(shape, word, tone), $"{right.Right}: {Wording.Progress(right)}", Wording.Right(right, Statement.Zone));
        }));

        void Duties(IReadOnlyList<DutyStatus> duties) => Entries(duties.Select(duty =>
        {
            var (shape, word, tone) = Wording.Of(duty.State);
            return (Status(shape, word, tone), $"{duty.Duty}, {duty.Period}: {Wording.Duty(duty, Statement.Zone)}", Wording.Owed(duty));
        }));

        void Messages(IReadOnlyList<IGrouping<string, Message>> ladders)
        {
            foreach (var ladder in ladders)
            {
                Line($"<h3>{Text($"{ladder.Key}: {Wording.Sent(ladder)}")}</h3>");
                Bullets(ladder.Take(First).Select(m => Wording.Message(m, Statement.Zone)), ladder.Count() - First);
            }
        }

        void Imported(IReadOnlyList<ImportedVerdicts> all)
        {
            foreach (var imported in all)
            {
                Line($"<p>{Text(Wording.Imported(imported))}</p>");
                if (imported.Differences.Count > 0) Bullets(imported.Differences.Take(First).Select(Wording.Difference), imported.Differences.Count - First);
            }
        }

        void Remarks()
        {
            Line("<section>\n<h2>Remarks</h2>");
            Bullets(Statement.Remarks.Select(r => $"{r.Text} ({Wording.Place(r, Statement)})"));
            if (Statement.Silences.Count > 0)
            {
                Line($"<details>\n<summary>{Text(Wording.Silences(Statement))}</summary>\n<div class=\"why\">");
                Bullets(Statement.Silences.Select(s => $"{s.Question}: {s.Default} ({s.About})"));
                Line("</div>\n</details>");
            }
            Line("</section>");
        }

        void Reasons()
        {
            Line("<section class=\"reasons\">\n<h2>Why these figures</h2>");
            foreach (var level in Statement.Levels) Why($"{Wording.Level(level, Statement)}: {Display.Attained(level)}, {Wording.Of(level.Verdict).Word}", level.Why);
            foreach (var level in Statement.Levels.Where(l => l.Figures is { IsChanged: true })) Why($"{Wording.Level(level, Statement)}: {Wording.Figures(level)}", level.Figures!.Why);
            foreach (var credit in Statement.Credits) Why($"Credit {Wording.Credit(credit, Statement)}: {Wording.Amount(credit)}", credit.Why);
            foreach (var total in Statement.Totals) Why(Wording.Total(total), total.Why);
            foreach (var right in Statement.Rights) Why($"Right {right.Right}: {Wording.Progress(right)}", right.Why);
            foreach (var duty in Statement.Duties) Why($"{duty.Duty}, {duty.Period}: {Wording.Duty(duty, Statement.Zone)}", duty.Why);
            Why($"Life of this statement: {Statement.Life.State}", Statement.Life.Why);
            Line("</section>");
        }

        void Why(string heading, Reason why)
        {
            Line($"<details>\n<summary>{Text(heading)}</summary>\n<div class=\"why\">\n<ul>");
            Node(why, null, new(ReferenceEqualityComparer.Instance));
            Line($"</ul>\n<p class=\"{(why.AddsUp() ? "soft" : "bad")}\">{Text(ReasonText.Recomputed(why))}</p>\n</div>\n</details>");
        }

        // A figure that two others rest on is opened once.
        void Node(Reason reason, string? joint, HashSet<Reason> opened)
        {
            var again = reason.Parts.Count > 0 && !opened.Add(reason);
            Html.Append($"<li>{(joint is not null ? $"<span class=\"joint\">{joint}</span> " : "")}{Text(reason.Sentence)}: <span class=\"strong\">{Text(Display.Figure(reason.Value, Statement.Zone))}</span>");
            if (reason.Clause is { } clause) Html.Append($" <span class=\"place\">{Text($"{clause.At.File}:{clause.At.Line}")}</span>");
            if (again) Html.Append(" <span class=\"place\">(as above)</span>");
            if (reason.Facts is { } facts && !again) Html.Append($" <span class=\"place\">{Text(ReasonText.Facts(facts, Statement.FactFiles, all: false))}</span>");
            var (parts, more) = again ? ([], null) : ReasonText.Parts(reason, Statement.Zone, all: false);
            if (parts.Count > 0)
            {
                Html.Append("\n<ul>\n");
                for (var i = 0; i < parts.Count; i++) Node(parts[i], ReasonText.Joint(reason.How, 1).Length == 0 ? null : ReasonText.Joint(reason.How, i), opened);
                if (more is not null) Line($"<li class=\"soft\">{Text(more)}</li>");
                Html.Append("</ul>");
            }
            Line("</li>");
        }

        void Table(string[] headings, int[] figures)
        {
            Line("<table>\n<thead>\n<tr>");
            for (var i = 0; i < headings.Length; i++) Line($"<th scope=\"col\"{(figures.Contains(i) ? " class=\"figure\"" : "")}>{headings[i]}</th>");
            Line("</tr>\n</thead>\n<tbody>");
        }

        string Figure(string name, string path, string text, string tone) =>
            text.Length == 0 ? $"<td class=\"figure\"></td>" : $"<td data-name=\"{name}\" data-figure=\"{Path}{path}\" class=\"{$"figure {tone}".TrimEnd()}\">{Text(text)}</td>";

        string Cell(string name, string text, string figure = "") =>
            text.Length == 0 ? "<td></td>" : $"<td data-name=\"{name}\"{(text.Length <= Short ? " class=\"fixed\"" : "")}{(figure.Length == 0 ? "" : $" data-figure=\"{Path}{figure}\"")}>{Text(text)}</td>";

        static string Status(string shape, string word, Tone tone) => $"<span class=\"status {Class(tone)}\"><span class=\"shape\" aria-hidden=\"true\">{shape}</span>{Text(word)}</span>";

        void Entries(IEnumerable<(string Status, string Text, string Below)> entries)
        {
            Line("<ul class=\"entries\">");
            foreach (var (status, text, below) in entries) Line($"<li>{status} {StatementHtml.Text(text)}<br><span class=\"soft small\">{StatementHtml.Text(below)}</span></li>");
            Line("</ul>");
        }

        void Bullets(IEnumerable<string> items, int more = 0)
        {
            Line("<ul>");
            foreach (var item in items) Line($"<li>{Text(item)}</li>");
            if (more > 0) Line($"<li class=\"soft\">… and {Display.Count(more)} more</li>");
            Line("</ul>");
        }

        void Line(string html) => Html.Append(html).Append('\n');

        static string Class(Tone tone) => tone switch { Tone.Plain => "plain", Tone.Strong => "strong", Tone.Dim => "soft", Tone.Good => "good", Tone.Bad => "bad", Tone.Unsure => "unsure" };
    }
}
