using System.Net;
using System.Text.RegularExpressions;
using NodaTime;
using Shouldly;
using Surety.Levels;
using Surety.Scope;
using Surety.Statements;
using Surety.Text;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>A statement is told in each language in whole sentences, with the same figures.</summary>
public sealed partial class WordingTests
{
    static readonly Wording German = Wording.In(Language.German);

    public static TheoryData<string> Languages => [.. Language.All.Select(l => l.Tag)];

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_sentence_is_there_in_every_language_with_the_same_places_and_forms(string tag)
    {
        var words = Wording.In(Language.Of(tag)!);
        words.Names.ShouldBe(Wording.English.Names, $"src/Surety/Statements/{tag}.txt needs the lines of en.txt, in their order");

        foreach (var name in words.Names)
        {
            var (english, told) = (Forms(Wording.English, name), Forms(words, name));
            told.Length.ShouldBe(english.Length, $"{name}: one form for 1 and one for all other numbers");
            // What is only said of one may leave its number out.
            told.SelectMany(Places).ToHashSet().ShouldBe(english.SelectMany(Places).ToHashSet(), ignoreOrder: true, $"{tag}: {name}");
        }
    }

    static string[] Forms(Wording words, string name) => words.Written(name).Split(" | ");

    static IEnumerable<string> Places(string form) => Place().Matches(form).Select(m => m.Value);

    [GeneratedRegex(@"\{[a-z]+\}")]
    private static partial Regex Place();

    [Fact]
    public void No_sentence_is_there_that_nobody_says()
    {
        // Names that are put together: their last word is a state, a place or a channel.
        string[] chosen = ["verdict.", "credit.", "standing.", "progress.", "difference.", "range.", "things.", "being.", "channel.", "section.", "column.", "right.since.", "right.arose."];
        var source = string.Concat(Directory.GetFiles(Source.File("src", "Surety", "Statements"), "*.cs").Select(File.ReadAllText));

        Wording.English.Names.Where(n => n is not ("provider" or "customer" or "miss.outage" or "miss.interval") && !chosen.Any(c => n.StartsWith(c, StringComparison.Ordinal)) && !source.Contains($"\"{n}\"", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void A_German_statement_is_one_calm_page() => GoldenFile.ShouldMatch(TextLine.Plain(StatementText.Of(Example.Statement(), Language.German)), "statement.de.txt");

    [Fact]
    public void A_German_article_says_what_of_it_is_English()
    {
        var article = StatementHtml.Article(Example.Statement(), Language.German, heading: 2);

        GoldenFile.ShouldMatch(article, "article.de.html");
        article.ShouldStartWith("<article>\n<header>\n<h2>");
        article.ShouldContain("<h3>Servicelevel</h3>");
        article.ShouldContain("<li><span lang=\"en\">3 facts of type value with unit bananas were read by no metric.</span> (facts.unread)</li>");
        StatementHtml.Article(Example.Statement(), Language.German, heading: 2, hasTitle: false).ShouldContain("<h2>Servicelevel</h2>");
        StatementHtml.Of(Example.Statement(), Language.German).ShouldContain("<html lang=\"de\" data-running=\"Managed services for Acme GmbH, Oktober 2026\">");
        StatementHtml.Of(Example.Statement()).ShouldNotContain("<span lang");
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_figure_of_a_page_leads_to_the_place_where_it_is_opened(string tag)
    {
        var page = StatementHtml.Of([Example.Statement(), Example.Statement()], Language.Of(tag)!);
        var places = Regex.Matches(page, "<details>\n<summary>.*</summary>\n<div class=\"why\" id=\"([^\"]+)\">").Select(m => m.Groups[1].Value).ToList();
        places.ShouldBeUnique();

        // Coverage of the example was made by hand and has no reason.
        var figures = Regex.Matches(page, "data-figure=\"([^\"]+)\"[^>]*>(?:<a href=\"#([^\"]+)\">)?").Where(m => !m.Groups[1].Value.EndsWith("coverage", StringComparison.Ordinal)).ToList();
        figures.Count.ShouldBeGreaterThan(40);
        foreach (var figure in figures) places.ShouldContain(figure.Groups[2].Value, figure.Groups[1].Value);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_figure_of_a_page_has_the_digits_that_it_has_in_English(string tag)
    {
        var english = FiguresOf(StatementHtml.Of(Example.Statement()));
        var told = FiguresOf(StatementHtml.Of(Example.Statement(), Language.Of(tag)!));

        told.ShouldBe(english);
        told.Count.ShouldBeGreaterThan(20);
    }

    static List<string> FiguresOf(string page) =>
        Regex.Matches(WebUtility.HtmlDecode(page), "data-figure=\"([^\"]+)\"[^>]*>(?:<a [^>]*>)?([^<]*)<").Select(m => $"{m.Groups[1].Value} {Digits(m.Groups[2].Value)}").ToList();

    static string Digits(string text) => string.Concat(text.Where(char.IsAsciiDigit));

    [Theory]
    [InlineData("99.949999", "99,94 %")]
    [InlineData("99.95", "99,95 %")]
    [InlineData("100", "100 %")]
    [InlineData("0", "0 %")]
    public void A_share_is_cut_as_in_English(string percent, string shown)
    {
        var value = (Rational)decimal.Parse(percent, System.Globalization.CultureInfo.InvariantCulture) / 100;

        German.Notation.Attained(Example.Level(value, Example.AtLeast(99.95m), value >= Rational.Of(9995, 10000) ? Verdict.Met : Verdict.Missed)).ShouldBe(shown);
    }

    [Fact]
    public void Any_figure_has_the_digits_that_it_has_in_English()
    {
        var random = new Random(7);
        for (var i = 0; i < 2000; i++)
        {
            var value = Rational.Of(random.NextInt64(-5_000_000, 5_000_000), random.Next(1, 10_000));
            foreach (var figure in new Figure[] { new Figure.Share(value), new Figure.Number(value), new Figure.Time(value * 1_000_000), new Figure.Count(random.NextInt64(-9_999_999, 9_999_999)), new Figure.Amount(value, new("EUR")) })
            {
                var (english, german) = (Display.Figure(figure, Example.Berlin), German.Notation.Figure(figure, Example.Berlin));
                Digits(german).ShouldBe(Digits(english));
                german.Count(c => c == ',').ShouldBe(english.Count(c => c == '.'), english);
            }
        }
    }

    [Fact]
    public void Money_time_and_counts_are_written_as_Germans_do()
    {
        German.Notation.Money(new(4_000m, new("EUR"))).ShouldBe("4.000,00 EUR");
        German.Notation.Money(new(-1_234_567.5m, new("USD"))).ShouldBe("−1.234.567,50 USD");
        German.Notation.Count(12_400).ShouldBe("12.400");
        German.Notation.Time(Duration.FromSeconds(11_400)).ShouldBe("3 h 10 min");
        German.Notation.Time(Duration.FromMilliseconds(400)).ShouldBe("0,4 s");
        German.Notation.Margin(Example.Level(Rational.Of(9, 10), Example.AtLeast(95), Verdict.Missed)).ShouldBe("5,00 % darunter");
        German.Notation.Margin(Example.Level(Rational.Of(99, 100), Example.AtLeast(95), Verdict.Met)).ShouldBe("+4,00 %");
    }

    [Fact]
    public void Instants_and_days_are_written_as_Germans_do()
    {
        German.Notation.Instant(Example.Local(11, 2, 10, 40), Example.Berlin).ShouldBe("Mo 02.11.2026 10:40 Europe/Berlin (+01:00)");
        German.Notation.Moment(Instant.FromUtc(2026, 10, 25, 0, 30), Example.Berlin).ShouldBe("So 25.10.2026 02:30 (+02:00)");
        German.Notation.Moment(Example.Local(10, 7, 21, 15, 7), Example.Berlin).ShouldBe("Mi 07.10.2026 21:15:07");
        German.Notation.Deadline(Example.Local(12, 1), Example.Berlin).ShouldBe("Mo 30.11.2026 24:00");
        German.Notation.Deadline(Example.Local(12, 1, 9, 5), Example.Berlin).ShouldBe("Di 01.12.2026 09:05");
        German.Notation.MomentAfter(Example.Local(12, 1, 9, 5), Example.Local(12, 1, 10, 5), Example.Berlin).ShouldBe("10:05");
        German.Notation.MomentAfter(Example.Local(12, 1, 9, 5), Example.Local(12, 2, 10, 5), Example.Berlin).ShouldBe("Mi 02.12.2026 10:05");
    }

    [Fact]
    public void Windows_and_scopes_are_named_as_the_contract_does()
    {
        German.Notation.Window(Example.October).ShouldBe("Oktober 2026");
        German.Notation.Window(WindowRule.Quarter.At(new LocalDate(2026, 10, 3), Example.Berlin)).ShouldBe("4. Quartal 2026");
        German.Notation.Window(WindowRule.Year.At(new LocalDate(2026, 10, 3), Example.Berlin)).ShouldBe("2026");
        German.Notation.Window(new WindowRule.Months(1, 1, 16).At(new LocalDate(2026, 10, 3), Example.Berlin)).ShouldBe("16.09.2026 bis 15.10.2026");
        German.Notation.Window(new WindowRule.Days().At(new LocalDate(2026, 10, 5), Example.Berlin)).ShouldBe("Mo 05.10.2026");
        German.Notation.Window(new WindowRule.Rolling(3, false).At(new LocalDate(2026, 10, 5), Example.Berlin)).ShouldBe("Oktober bis Dezember 2026");
        German.Notation.Window(new WindowRule.Rolling(3, false).At(new LocalDate(2026, 12, 5), Example.Berlin)).ShouldBe("Dezember 2026 bis Februar 2027");
        German.Notation.Scope(Example.Labels(("priority", "P1"), ("site", "Bonn"))).ShouldBe("Priorität P1, site Bonn");
        German.Notation.Scope(Example.Labels(("priority", "otherwise"))).ShouldBe("Priorität (alle übrigen)");
    }

    [Theory]
    [InlineData("at least 99.95 %", "mindestens 99,95 %")]
    [InlineData("95 % within 15 min", "95 % innerhalb von 15 min")]
    [InlineData("90 % of tickets within 2 business days", "90 % der Vorgänge innerhalb von 2 Arbeitstagen")]
    [InlineData("mean at most 2 h", "Mittelwert höchstens 2 h")]
    [InlineData("at least the uptime promise", "mindestens „uptime promise“")]
    [InlineData("10 % of all fees of the month", "10 % aller Entgelte des Monats")]
    [InlineData("miss gives 1 %, at most 10 %", "je Zielverfehlung: 1 %, höchstens 10 %")]
    [InlineData("from 99.0 % to below 99.95 %", "von 99,0 % bis unter 99,95 %")]
    [InlineData("below 99.95 %: EUR 1200.50", "unter 99,95 %: 1.200,50 EUR")]
    [InlineData("missed", "verfehlt")]
    [InlineData("30 days", "30 Tage")]
    public void Words_of_the_agreement_are_those_of_its_German_contract(string words, string said)
    {
        var sentence = German.Notation.Phrase(words);

        sentence.ToString().ShouldBe(said);
        sentence.Pieces.ShouldAllBe(p => !p.IsEnglish);
    }

    [Theory]
    [InlineData("response missed in 3 of 6 months", "response wird in 3 von jeweils 6 aufeinanderfolgenden Monaten verfehlt")]
    [InlineData("response, priority P1 missed in 2 consecutive months", "response (Priorität P1) wird in 2 aufeinanderfolgenden Monaten verfehlt")]
    [InlineData("branch lines below 99.9 % in 1 month", "branch lines liegt in 1 Monat unter 99,9 %")]
    [InlineData("branch lines has 4 h of downtime within any 30 days", "branch lines hat in einem beliebigen Zeitraum von 30 Tagen 4 h Ausfallzeit")]
    public void What_gives_a_right_is_told_as_in_the_German_contract(string words, string said) => German.Notation.Trigger(words, ["response", "branch lines"]).ToString().ShouldBe(said);

    [Fact]
    public void What_cannot_be_told_in_German_is_marked_as_English() => German.Notation.Trigger("somebody missed in 3 of 6 months", []).ShouldBe(Sentence.InEnglish("somebody missed in 3 of 6 months"));

    [Fact]
    public void Whatever_people_wrote_is_text_in_every_language()
    {
        const string Hostile = "<img src=x onerror=alert(1)>\"'& {level} | {count}";
        var level = Example.Level(Rational.One, Example.AtLeast(5), Verdict.Met) with { Level = Hostile, Target = Hostile, Scope = Example.Labels((Hostile, Hostile)) };
        var statement = Example.Statement() with { Title = Hostile, Provider = Hostile, Tier = Hostile, Levels = [level], FactFiles = [Hostile], Remarks = [new(Hostile, Hostile, null)] };

        var page = StatementHtml.Of(statement, Language.German);

        page.ShouldNotContain("<img");
        page.ShouldContain("{level} | {count}, Oktober 2026</h1>");
    }

    public static TheoryData<string> Cases => Golden.GoldenTests.Cases;

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_case_is_told_in_German_with_the_same_figures_and_nothing_left_open(string name)
    {
        foreach (var statement in Golden.GoldenTests.Statements(name))
        {
            var (english, german) = (StatementHtml.Article(statement, Language.English), StatementHtml.Article(statement, Language.German));
            FiguresOf(german).ShouldBe(FiguresOf(english));
            var text = TextLine.Plain(StatementText.Of(statement, Language.German));
            foreach (var told in new[] { text, german })
            {
                told.ShouldNotContain("{");
                // A number that a sentence took for a part of another one: 2.026.-01.
                Regex.Matches(told, @"[0-9]\.[0-9]{3}\.-").ShouldBeEmpty();
            }
            foreach (var level in statement.Levels) TextLine.Plain(ReasonText.Of(statement, level, language: Language.German)).ShouldContain("Geht auf: ");
        }
    }

    [Theory]
    [InlineData("for each miss gives 1 %, at most 10 %", "je Zielverfehlung: 1 %, höchstens 10 %")]
    [InlineData("for each started 0.1 % below the target gives 5 %, at most 100 %", "je angefangene 0,1 % unter dem Ziel: 5 %, höchstens 100 %")]
    [InlineData("for each 1 h of downtime gives EUR 0.80", "je 1 h Ausfallzeit: 0,80 EUR")]
    [InlineData("carried over from 2026-01", "übertragen aus Januar 2026")]
    [InlineData("from 99.5 % to below the core promise", "von 99,5 % bis unter „core promise“")]
    public void A_row_is_told_as_in_the_German_contract(string row, string said)
    {
        var credit = Example.Statement().Credits[0] with { Row = row };

        German.Row(credit).ToString().ShouldBe(said);
        Wording.English.Row(credit).ToString().ShouldBe(row.Replace("2026-01", "January 2026", StringComparison.Ordinal));
    }

    public static TheoryData<int, bool, string, string, int?, string, string> Allowances => new()
    {
        { 78, true, "that is in time", "that are in time", null, "78 more that are in time are needed", "noch 78 rechtzeitige Fälle nötig" },
        { 1, true, "good event", "good events", null, "1 more good event is needed", "noch ein gutes Ereignis nötig" },
        { 1, false, "that is late", "that are late", 3, "1 of the 3 that will be decided in it may be ones that are late", "1 von 3, die sich noch entscheiden, darf verspätet sein" },
        { 2, false, "that is missed", "that are missed", 3, "2 of the 3 that will be decided in it may be ones that are missed", "2 von 3, die sich noch entscheiden, dürfen verfehlt sein" },
        { 3, false, "that is late", "that are late", 3, "all of the 3 that will be decided in it may be ones that are late", "alle 3, die sich noch entscheiden, dürfen verspätet sein" },
        { 0, false, "that is late", "that are late", 3, "none of the 3 that will be decided in it may be ones that are late", "von 3, die sich noch entscheiden, darf keiner verspätet sein" },
        { 0, false, "answer of 1", "answers of 1", null, "not one more answer of 1 may come", "eine Antwort mit 1 wäre schon zu viel" },
        { 2, false, "answer of 0 to 6", "answers of 0 to 6", null, "2 more answers of 0 to 6 may come", "noch 2 Antworten mit 0 bis 6 möglich" },
        { 1200, false, "bad event", "bad events", null, "1,200 more bad events may come", "noch 1.200 schlechte Ereignisse möglich" },
        { 1, false, "answer that does not count", "answers that do not count", null, "1 more answer that does not count may come", "noch eine nicht zählende Antwort möglich" },
    };

    [Theory]
    [MemberData(nameof(Allowances))]
    public void What_may_still_happen_is_told_as_the_document_says_it(int count, bool isNeeded, string one, string several, int? undecided, string english, string german)
    {
        var allowance = new Allowance(new Figure.Count(count), isNeeded, english) { Many = new(one, several, undecided) };

        Wording.English.Allowed(allowance).ToString().ShouldBe(english);
        German.Allowed(allowance).ToString().ShouldBe(german);
    }

    [Fact]
    public void Time_that_may_still_be_bad_is_told_down_to_the_tick()
    {
        var time = new Figure.Time(6_192_000_000);

        Wording.English.Allowed(new(time, false, "")).ToString().ShouldBe("may still be down 10 min 19.2 s");
        German.Allowed(new(time, false, "")).ToString().ShouldBe("noch 10 min 19,2 s Ausfall möglich");
        German.Allowed(new(new Figure.Time(6_191_999_999), false, "") { IsApproached = true }).ToString().ShouldBe("noch weniger als 10 min 19,2 s Ausfall möglich");
        German.Allowed(new(new Figure.Time(0), false, "")).ToString().ShouldBe("kein Ausfall mehr möglich");
    }
}
