using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Surety.Levels;
using Surety.Text;

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

    /// <summary>The look of an article, and of the page that stands alone, as CSS.</summary>
    public static string Style { get; } = $"{StatementStyle.Css}\n{StatementStyle.Figures}\n{Paper}";

    /// <summary>The part of it that is for paper, of statements and of whatever else is printed.</summary>
    public static string Paper => StatementStyle.Paper;

    /// <summary>Writes a page for one statement.</summary>
    public static string Of(Statement statement) => Of([statement]);

    /// <summary>Writes a page for one statement in a language.</summary>
    public static string Of(Statement statement, Language language) => Of([statement], language);

    /// <summary>Writes one page for the statements of several periods, in order.</summary>
    /// <param name="statements">At least one.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static string Of(ValueList<Statement> statements) => Of(statements, Language.English);

    /// <summary>Writes one page for the statements of several periods, in order, in a language.</summary>
    /// <param name="statements">At least one.</param>
    /// <param name="language">In which they are told; words of the agreement that it has no words for say so to a reader's voice.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static string Of(ValueList<Statement> statements, Language language)
    {
        if (statements.Count == 0) throw new ArgumentException("A page needs a statement.", nameof(statements));
        var html = new StringBuilder();
        var wording = Wording.In(language);
        var title = $"{statements[0].Title}, {string.Join(", ", statements.Select(s => wording.Notation.Window(s.Period)))}";
        html.Append($"""
            <!doctype html>
            <html lang="{language.Tag}" data-running="{Text(title)}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>{Text(title)}</title>
            <style>
            {Style}
            </style>
            </head>
            <body>
            <main>

            """);
        for (var i = 0; i < statements.Count; i++) new Page(html, statements[i], wording, statements.Count == 1 ? "" : $"statements/{i}/", 1, HasTitle: true, [], IsOpen: false).Write();
        return html.Append("</main>\n</body>\n</html>\n").ToString();
    }

    /// <summary>Writes a statement as an <c>article</c> alone, for a page that has its own head and uses <see cref="Style"/>.</summary>
    /// <param name="statement">What to show.</param>
    /// <param name="language">In which it is told; what stays in English stands in elements that say so.</param>
    /// <param name="heading">Level of its title, 1 to 4; sections are one below it. Without a title, level of the sections.</param>
    /// <param name="hasTitle">Whether it begins with its title; the page may have said it.</param>
    /// <param name="path">What paths of figures begin with, and by that the names of places, where a page has several statements: <c>statements/1/</c>.</param>
    /// <param name="seal">What paper says of its state below the title, by name: whether and when it was published, its hash.</param>
    /// <param name="isOpen">Whether its reasons are opened, and so are printed.</param>
    /// <remarks>
    /// Every element with <c>data-figure</c> has a link to the place where the figure is opened: <c>#why-levels-0-attained</c>, inside of a <c>details</c> that a browser opens on the way.
    /// </remarks>
    public static string Article(Statement statement, Language language, int heading = 1, bool hasTitle = true, string path = "", ValueList<(string Name, string Value)> seal = default, bool isOpen = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(heading, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(heading, 4);
        var html = new StringBuilder();
        new Page(html, statement, Wording.In(language), path, heading, hasTitle, seal, isOpen).Write();
        return html.ToString();
    }

    /// <summary>A sentence as markup: pieces in English stand in an element that says so, and whatever people wrote is text.</summary>
    public static string Markup(Sentence sentence)
    {
        ArgumentNullException.ThrowIfNull(sentence);
        return string.Concat(sentence.Pieces.Select(p => p.IsEnglish ? $"<span lang=\"en\">{Text(p.Text)}</span>" : Text(p.Text)));
    }

    static string Text(string text) => Encoder.Encode(text);

    sealed record Page(StringBuilder Html, Statement Statement, Wording Wording, string Path, int Top, bool HasTitle, ValueList<(string Name, string Value)> Seal, bool IsOpen)
    {
        Notation Notation => Wording.Notation;

        string Below => $"h{Top + (HasTitle ? 1 : 0)}";

        string Lower => $"h{Top + (HasTitle ? 2 : 1)}";

        public void Write()
        {
            Line("<article>");
            Heading();
            Section("levels", Statement.Levels, Levels);
            if (Statement.Levels.Any(l => l.Figures is { IsChanged: true })) Figures();
            Section("possible", Statement.Levels.Where(l => l.Bounds is not null).ToList(), levels => Bullets(levels.Select(l => $"{Wording.Level(l, Statement)}: " + Wording.Possible(l, Statement))));
            Section("misses", Statement.Levels.Where(l => l.Verdict is Verdict.Missed or Verdict.Excused && (l.Misses.Count > 0 || Wording.Explained(l, Statement).Any())).ToList(), Misses);
            Section("exclusions", Wording.ExclusionLines(Statement).ToList(), lines => Bullets(lines));
            if (Statement.Credits.Count + Statement.Caps.Count + Statement.Totals.Count > 0) Credits();
            Section("rights", Statement.Rights, Rights);
            Section("messages", Statement.Messages.GroupBy(m => m.Ladder).ToList(), Messages);
            Section("duties", Statement.Duties, Duties);
            Section("imported", Statement.Imported, Imported);
            if (Statement.Remarks.Count + Statement.Silences.Count > 0) Remarks();
            Reasons();
            Line("</article>");
        }

        void Heading()
        {
            Line("<header>");
            if (HasTitle) Line($"<h{Top}>{Text(Statement.Title)}, {Text(Notation.Window(Statement.Period))}</h{Top}>");
            Line($"""
                <p>{Text(Wording.Parties(Statement))}</p>
                <p class="soft small">{Text(Wording.Days(Statement))}</p>
                <p class="soft small">{Text(Wording.AsOf(Statement))}</p>
                <p class="soft small">{Text(Wording.Life(Statement))}</p>
                """);
            if (Seal.Count > 0) Line($"<dl class=\"seal paper\">\n{string.Concat(Seal.Select(s => $"<dt>{Text(s.Name)}</dt><dd>{Text(s.Value)}</dd>\n"))}</dl>");
            Line($"</header>\n<p class=\"summary\">{Markup(Wording.Summary(Statement))}</p>");
            if (MissInShort.All(Statement, Wording) is { Count: > 0 } missed)
                Line($"<ul class=\"short\" aria-label=\"{Name("misses")}\">\n{string.Concat(missed.Take(MissInShort.Most).Select(m => $"<li><span class=\"shape bad\" aria-hidden=\"true\">✗</span><strong>{Link($"levels/{m.Index}/attained", Text(Wording.Level(m.Level, Statement)))}</strong>: {Markup(m.Words)}</li>\n"))}{(missed.Count > MissInShort.Most ? $"<li class=\"soft\">{Text(Wording.More(missed.Count - MissInShort.Most))}</li>\n" : "")}</ul>");
        }

        string Name(string section) => Text(Wording.Word($"section.{section}"));

        string Column(string column) => Text(((Sentence)Wording.Word($"column.{column}")).Begun());

        void Section<T>(string name, IReadOnlyList<T> items, Action<IReadOnlyList<T>> write)
        {
            if (items.Count == 0) return;
            Line($"<section>\n<{Below}>{Name(name)}</{Below}>");
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
                    {Figure(Column("attained"), $"levels/{i}/attained", Notation.Attained(level), level.Verdict == Verdict.Missed ? "strong bad" : "strong")}
                    {Cell("target", Wording.Target(level))}
                    {Cell("margin", Notation.Margin(level), $"levels/{i}/margin", $"levels/{i}/attained")}
                    {Figure(Column("coverage"), $"levels/{i}/coverage", Wording.Coverage(level), "soft", level.CoverageWhy is null ? "" : null)}
                    </tr>
                    """);
            }
            Line("</tbody>\n</table>");
        }

        void Figures()
        {
            Line($"<section>\n<{Below}>{Name("figures")}</{Below}>");
            string[] steps = [Text(Wording.Word("step.measured")), Text(Wording.Word("step.corrected")), Text(Wording.Word("step.excluded")), Text(Wording.Word("step.contractual"))];
            Headed([Column("level"), .. steps], [1, 2, 3, 4]);
            for (var i = 0; i < Statement.Levels.Count; i++)
            {
                if (Statement.Levels[i] is not { Figures: { IsChanged: true } figures } level) continue;
                Line($"""
                    <tr>
                    <th scope="row">{Text(Wording.Level(level, Statement))}</th>
                    {Figure(steps[0], $"levels/{i}/figures/measured", Notation.Step(level, figures.Measured), "", $"levels/{i}/figures")}
                    {Figure(steps[1], $"levels/{i}/figures/afterCorrections", Notation.Step(level, figures.Corrected), "", $"levels/{i}/figures")}
                    {Figure(steps[2], $"levels/{i}/figures/afterExclusions", Notation.Step(level, figures.Excluded), "", $"levels/{i}/figures")}
                    {Figure(steps[3], $"levels/{i}/figures/contractual", Notation.Step(level, figures.Contractual), "strong", $"levels/{i}/figures")}
                    </tr>
                    """);
            }
            Line("</tbody>\n</table>\n</section>");
        }

        void Misses(IReadOnlyList<LevelResult> levels)
        {
            foreach (var level in levels)
            {
                Line($"<{Lower}>{Text(Wording.Missed(level, Statement))}: {Text(Wording.Extent(level))}</{Lower}>");
                Bullets(Wording.Explained(level, Statement).Concat(level.Misses.Take(First).SelectMany(m => Wording.Explained(m, level, Statement))), level.MissCount - Math.Min(First, level.Misses.Count));
            }
        }

        void Credits()
        {
            Line($"<section>\n<{Below}>{Name("credits")}</{Below}>");
            if (Statement.Credits.Count > 0)
            {
                Table(["credit", "row", "amount", "state", "claimBy"], [2]);
                for (var i = 0; i < Statement.Credits.Count; i++)
                {
                    var credit = Statement.Credits[i];
                    var (word, tone) = Wording.State(credit);
                    Line($"""
                        <tr>
                        <th scope="row">{Markup(Wording.Credit(credit, Statement))}</th>
                        {Cell("row", Wording.Row(credit))}
                        {Figure(Column("amount"), $"credits/{i}/amount", Wording.Amount(credit), credit.Amount.Amount == 0 ? "soft" : "strong")}
                        <td data-name="{Column("state")}" class="{Class(tone)}">{Markup(word)}</td>
                        {Cell("claimBy", Wording.ClaimBy(credit, Statement))}
                        </tr>
                        """);
                }
                Line("</tbody>\n</table>");
            }
            foreach (var cap in Statement.Caps) Line($"<p class=\"cap\">{Markup(Wording.Say("cap.line", ("cap", Wording.Cap(cap))))}</p>");
            for (var i = 0; i < Statement.Totals.Count; i++) Line($"<p class=\"total\" data-figure=\"{Path}totals/{i}\">{Link($"totals/{i}", Text(Wording.Total(Statement.Totals[i])))}</p>");
            Line("</section>");
        }

        void Rights(IReadOnlyList<RightStatus> rights) => Entries(rights.Select(right =>
        {
            var (shape, word, tone) = Wording.Of(right.State);
            return (Status(shape, word, tone), (Sentence)$"{right.Right}: {Wording.Progress(right)}", Wording.Right(right, Statement));
        }));

        void Duties(IReadOnlyList<DutyStatus> duties) => Entries(duties.Select(duty =>
        {
            var (shape, word, tone) = Wording.Of(duty.State);
            return (Status(shape, word, tone), (Sentence)$"{Wording.Duty(duty)}: {Wording.Duty(duty, Statement.Zone)}", (Sentence)Wording.Owed(duty));
        }));

        void Messages(IReadOnlyList<IGrouping<string, Message>> ladders)
        {
            foreach (var ladder in ladders)
            {
                Line($"<{Lower}>{Text($"{ladder.Key}: {Wording.Sent(ladder)}")}</{Lower}>");
                Bullets(ladder.Take(First).Select(m => (Sentence)Wording.Message(m, Statement.Zone)), ladder.Count() - First);
            }
        }

        void Imported(IReadOnlyList<ImportedVerdicts> all)
        {
            foreach (var imported in all)
            {
                Line($"<p>{Text(Wording.Imported(imported))}</p>");
                if (imported.Differences.Count > 0) Bullets(imported.Differences.Take(First).Select(d => (Sentence)Wording.Difference(d)), imported.Differences.Count - First);
            }
        }

        void Remarks()
        {
            Line($"<section class=\"remarks\">\n<{Below}>{Name("remarks")}</{Below}>");
            Bullets(Statement.Remarks.Select(r => Wording.Of(r) + $" ({Wording.Place(r, Statement)})"));
            if (Statement.Silences.Count > 0)
            {
                Line($"<details{(IsOpen ? " open" : "")}>\n<summary>{Text(Wording.Silences(Statement))}</summary>\n<div class=\"why\">");
                Bullets(Statement.Silences.Select(Wording.Of));
                Line("</div>\n</details>");
                if (!IsOpen) Line($"<p class=\"soft small paper\">{Text(Wording.Word("silences.paper"))}</p>");
            }
            Line("</section>");
        }

        void Reasons()
        {
            Line($"<section class=\"reasons\">\n<{Below}>{Name("reasons")}</{Below}>\n<p class=\"soft small paper\">{Text(Wording.Word("reasons.paper"))}</p>");
            Each(Statement.Levels, (level, i) => Why($"levels/{i}/attained", $"{Wording.Level(level, Statement)}: {Notation.Attained(level)}, {Wording.Of(level.Verdict).Word}", level.Why));
            Each(Statement.Levels, (level, i) =>
            {
                if (level.CoverageWhy is { } coverage) Why($"levels/{i}/coverage", Wording.Say("opening.coverage", ("level", Wording.Level(level, Statement)), ("coverage", Wording.Coverage(level))), coverage.Reason);
            });
            Each(Statement.Levels, (level, i) =>
            {
                if (level.Figures is { IsChanged: true } figures) Why($"levels/{i}/figures", $"{Wording.Level(level, Statement)}: {Wording.Figures(level)}", figures.Why);
            });
            Each(Statement.Credits, (credit, i) => Why($"credits/{i}/amount", Wording.Say("heading.credit", ("credit", Wording.Credit(credit, Statement))) + $": {Wording.Amount(credit)}", credit.Why));
            Each(Statement.Totals, (total, i) => Why($"totals/{i}", Wording.Total(total), total.Why));
            Each(Statement.Totals, (total, i) => Each(Openings.OfTotal(total, Wording).ToList(), (opening, j) => Why($"totals/{i}/{j}", opening.Heading, opening.Why)));
            Each(Statement.Rights, (right, i) => Why($"rights/{i}", Wording.Say("heading.right", ("right", right.Right)) + $": {Wording.Progress(right)}", right.Why));
            Each(Statement.Duties, (duty, i) => Why($"duties/{i}", $"{Wording.Duty(duty)}: {Wording.Duty(duty, Statement.Zone)}", duty.Why));
            Why("life", Openings.OfLife(Statement, Wording), Statement.Life.Why);
            Line("</section>");
        }

        static void Each<T>(IReadOnlyList<T> items, Action<T, int> write)
        {
            for (var i = 0; i < items.Count; i++) write(items[i], i);
        }

        /// <summary>Name of the place where a figure is opened.</summary>
        string Anchor(string figure) => $"why-{Path}{figure}".Replace('/', '-');

        string Link(string figure, string markup) => $"<a href=\"#{Anchor(figure)}\">{markup}</a>";

        // A browser opens the details around the place that a link leads to, but not those that it leads to.
        void Why(string figure, Sentence heading, Reason why)
        {
            Line($"<details{(IsOpen ? " open" : "")}>\n<summary>{Markup(heading)}</summary>\n<div class=\"why\" id=\"{Anchor(figure)}\">\n<ul>");
            Node(why, null, new(ReferenceEqualityComparer.Instance));
            Line($"</ul>\n<p class=\"{(why.AddsUp() ? "soft" : "bad")}\">{Text(ReasonText.Recomputed(why, Wording))}</p>\n</div>\n</details>");
        }

        // A figure that two others rest on is opened once.
        void Node(Reason reason, string? joint, HashSet<Reason> opened)
        {
            var again = reason.Parts.Count > 0 && !opened.Add(reason);
            Html.Append($"<li>{(joint is not null ? $"<span class=\"joint\">{joint}</span> " : "")}{Markup(Wording.Retold(reason))}: <span class=\"strong\">{Markup(Wording.Value(reason, Statement.Zone))}</span>");
            if (reason.Clause is { } clause) Html.Append($" <span class=\"place\">{Text($"{clause.At.File}:{clause.At.Line}")}</span>");
            if (again) Html.Append($" <span class=\"place\">{Text(Wording.Word("why.again"))}</span>");
            if (reason.Facts is { } facts && !again) Html.Append($" <span class=\"place\">{Text(ReasonText.Facts(facts, Statement.FactFiles, all: false, Wording))}</span>");
            var (parts, more) = again ? ([], null) : ReasonText.Parts(reason, Statement.Zone, all: false, Wording);
            if (parts.Count > 0)
            {
                Html.Append("\n<ul>\n");
                for (var i = 0; i < parts.Count; i++) Node(parts[i], ReasonText.Joint(reason.How, 1).Length == 0 ? null : ReasonText.Joint(reason.How, i), opened);
                if (more is not null) Line($"<li class=\"soft\">{Text(more)}</li>");
                Html.Append("</ul>");
            }
            Line("</li>");
        }

        void Table(string[] columns, int[] figures) => Headed([.. columns.Select(Column)], figures);

        void Headed(string[] headings, int[] figures)
        {
            Line("<table>\n<thead>\n<tr>");
            for (var i = 0; i < headings.Length; i++) Line($"<th scope=\"col\"{(figures.Contains(i) ? " class=\"figure\"" : "")}>{headings[i]}</th>");
            Line("</tr>\n</thead>\n<tbody>");
        }

        /// <param name="name">Of its column.</param><param name="path">Where the JSON document has it.</param><param name="text">As it is shown.</param><param name="tone">Classes.</param>
        /// <param name="opened">Of what its reason is; <c>null</c>: of itself; empty: there is none.</param>
        string Figure(string name, string path, string text, string tone, string? opened = null) =>
            text.Length == 0 ? $"<td class=\"figure\"></td>" : $"<td data-name=\"{name}\" data-figure=\"{Path}{path}\" class=\"{$"figure {tone}".TrimEnd()}\">{(opened is "" ? Text(text) : Link(opened ?? path, Text(text)))}</td>";

        string Cell(string column, Sentence text, string figure = "", string opened = "") => text.IsEmpty ? "<td></td>"
            : $"<td data-name=\"{Column(column)}\"{(text.ToString().Length <= Short ? " class=\"fixed\"" : "")}{(figure.Length == 0 ? "" : $" data-figure=\"{Path}{figure}\"")}>{(opened.Length == 0 ? Markup(text) : Link(opened, Markup(text)))}</td>";

        static string Status(string shape, string word, Tone tone) => $"<span class=\"status {Class(tone)}\"><span class=\"shape\" aria-hidden=\"true\">{shape}</span>{Text(word)}</span>";

        void Entries(IEnumerable<(string Status, Sentence Text, Sentence Below)> entries)
        {
            Line("<ul class=\"entries\">");
            foreach (var (status, text, below) in entries) Line($"<li>{status} {Markup(text)}<br><span class=\"soft small\">{Markup(below)}</span></li>");
            Line("</ul>");
        }

        void Bullets(IEnumerable<Sentence> items, int more = 0)
        {
            Line("<ul>");
            foreach (var item in items) Line($"<li>{Markup(item)}</li>");
            if (more > 0) Line($"<li class=\"soft\">{Text(Wording.More(more))}</li>");
            Line("</ul>");
        }

        void Line(string html) => Html.Append(html).Append('\n');

        static string Class(Tone tone) => tone switch { Tone.Plain => "plain", Tone.Strong => "strong", Tone.Dim => "soft", Tone.Good => "good", Tone.Bad => "bad", Tone.Unsure => "unsure" };
    }
}
