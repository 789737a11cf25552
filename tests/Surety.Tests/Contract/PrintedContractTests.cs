using System.Text;
using System.Text.RegularExpressions;
using Shouldly;
using Surety.Agreements;
using Surety.Contract;
using Surety.Tests.Agreements.EveryKey;
using Surety.Tests.Fuzz;
using Surety.Text;
using Xunit;

namespace Surety.Tests.Contract;

/// <summary>Every clause has a sentence in every language, and what is printed is what a person read once and found right.</summary>
public sealed partial class PrintedContractTests
{
    /// <summary>Keys that are told elsewhere or not at all: the title is the title, the number of the language concerns nobody who signs.</summary>
    static readonly string[] Elsewhere = ["surety", "terms", "title"];

    public static TheoryData<string> Languages => [.. PrintedContract.Languages];

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_key_has_a_sentence(string language)
    {
        var words = Vocabulary.Of(language);

        // What stands in a table, row by row, needs none: the table has.
        var missing = Keys.All.Where(k => k.Name is not ("-" or "otherwise") && !Elsewhere.Contains(k.Full) && !IsRow(k))
            .SelectMany(k => k.Words.Count == 0 ? [k.Full] : k.Words.Select(w => $"{k.Full} = {w}")).Where(path => words.Sentence(path) is null);

        missing.ShouldBeEmpty($"src/Surety/Contract/{language}.txt needs a line 'path: sentence' for each");
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_open_question_has_an_answer(string language) =>
        Silences.Codes.Where(c => Vocabulary.Of(language).Sentence(c) is null).ShouldBeEmpty($"src/Surety/Contract/{language}.txt needs a line 'silence.code: sentence' for each");

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_sentence_belongs_to_a_key_a_question_or_every_contract(string language)
    {
        var keys = Keys.All.Select(k => k.Full).ToHashSet();
        var words = Keys.All.SelectMany(k => k.Words.Select(w => $"{k.Full} = {w}")).ToHashSet();
        var strays = Vocabulary.Of(language).Known.Where(known => known.Split(" = ") switch
        {
            [var path] when path.StartsWith("text.", StringComparison.Ordinal) => !Vocabulary.Of(language == "en" ? "de" : "en").Known.Contains(path),
            [var path] when path.StartsWith("silence.", StringComparison.Ordinal) => !Silences.Codes.Contains(path),
            [var path] => !IsKnown(path),
            // Where only some words may stand, no other form can; elsewhere the key has to exist.
            [var path, _] => !IsKnown(path) || Keys.All.Any(k => k.Full == path && k.Words.Count > 0) && !words.Contains(known),
            _ => true,
        });

        strays.ShouldBeEmpty($"src/Surety/Contract/{language}.txt has a line for what no agreement can say");

        // A heading above a key, the columns of one that has several, the keys of a member's table.
        bool IsKnown(string path) => keys.Contains(path) || path.EndsWith(" #", StringComparison.Ordinal) && keys.Contains(path[..^2]) || path.LastIndexOf(' ') > 0 && path.Contains("/bands of ", StringComparison.Ordinal) || path.EndsWith("/*", StringComparison.Ordinal) && keys.Contains(path[..^2]) || path.EndsWith("/-", StringComparison.Ordinal) && keys.Contains(path[..^2]);
    }

    public static TheoryData<string> Examples => [.. Example.All.Select(e => e.Name)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_clause_of_every_key_has_its_words(string name)
    {
        var example = Example.All.First(e => e.Name == name);
        // English has the words of the grammar already, and its sentences have a test of their own.
        var missing = Variations(example).Select(t => (Text: t, Language: "de")).Append((Text: example.Text, Language: "en")).AsParallel().SelectMany(t => Print(t.Text, t.Language, example.Layers).Missing.Select(m => $"{t.Language}: {m}")).Distinct().Order(StringComparer.Ordinal);

        missing.ShouldBeEmpty("keys need a line in src/Surety/Contract/en.txt and de.txt, words of phrases one in phrases.de.txt");
    }

    /// <summary>The example with each value that its table gives to each key.</summary>
    static IEnumerable<string> Variations(Example example) =>
        example.Changes.SelectMany(c => c.Values.SelectMany(v => v).Where(v => v.Refused is null).Select(v => AgreementText.With(c.Where.Aggregate(example.Text, (t, w) => AgreementText.With(t, w.Path, w.Value)), c.Path, v.Text)));

    [Fact]
    public void Every_agreement_of_the_project_is_printed()
    {
        foreach (var subject in Subject.All)
            foreach (var language in PrintedContract.Languages)
                if (PrintedContract.Of(subject.File, File.ReadAllBytes(subject.File), subject.Beside.Select(f => Layer.Parse(f, File.ReadAllBytes(f))).OfType<Layer>().ToValueList(), language, null) is Result<PrintedContract>.Ok { Value: var contract })
                {
                    contract.Missing.ShouldBeEmpty(subject.File);
                    foreach (var text in new[] { ContractHtml.Of(contract), ContractMarkdown.Of(contract) }) foreach (var hole in new[] { "{value", "{name", "{key", "{subject" }) text.ShouldNotContain(hole);
                }
    }

    /// <summary>Words of keys and of the grammar that no German sentence has: where one stands in a German print, and the agreement does not use it in a name or a text of its own, a sentence is missing.</summary>
    [Fact]
    public void No_German_print_has_a_word_of_the_language_in_English()
    {
        var german = Vocabulary.Of("de");
        var allowed = german.Known.Select(german.Sentence).Concat(german.Phrases.Select(german.Word)).SelectMany(s => Words(s!)).ToHashSet();
        var english = german.Phrases.Concat(Keys.All.SelectMany(k => k.Words.Append(k.Name))).SelectMany(Words).Where(w => w.Length > 1 && !allowed.Contains(w)).ToHashSet();
        english.Count.ShouldBeGreaterThan(200);

        var left = Subject.All.Select(s => (Name: s.File, Bytes: File.ReadAllBytes(s.File), Layers: s.Beside.Select(f => Layer.Parse(f, File.ReadAllBytes(f))).OfType<Layer>().ToValueList()))
            .Concat(Example.All.SelectMany(e => Variations(e).Select(t => (e.Name, Bytes: Encoding.UTF8.GetBytes(t), e.Layers)))).AsParallel()
            .SelectMany(text => CanonicalText.Read("agreement.yaml", text.Bytes, text.Layers) is Result<ReadText>.Ok { Value: { Agreement: not null } read } ? LeftIn(read, text.Bytes, text.Layers, english).Select(line => $"{text.Name}: {line}") : []).Distinct().Order(StringComparer.Ordinal);

        left.ShouldBeEmpty();
    }

    static IEnumerable<string> LeftIn(ReadText read, byte[] bytes, ValueList<Layer> layers, HashSet<string> english)
    {
        var questions = read.Tree.Questions.Concat(layers.SelectMany(l => l.Tree.Questions)).Select(q => q.Question);
        var own = OwnWords(new Layers(layers, new Problems()).On(read.Root), "", read.Spellings).Where(w => w != "around the clock").Concat(questions).SelectMany(Words).ToHashSet();
        return ContractMarkdown.Of(((Result<PrintedContract>.Ok)PrintedContract.Of("agreement.yaml", bytes, layers, "de", null)).Value).Split('\n')
            // A clause that says that nothing is stated is cited by its place in the file; so are layers, by their names.
            .Where(line => !line.Contains("nichts geregelt", StringComparison.Ordinal) && !line.Contains('`', StringComparison.Ordinal))
            .Where(line => Words(line).Any(w => english.Contains(w) && !own.Contains(w)));
    }

    /// <summary>Names and texts that the author of an agreement chose.</summary>
    static IEnumerable<string> OwnWords(Node node, string path, Dictionary<Node.Scalar, Spelling> spellings) => node switch
    {
        Node.Scalar scalar when spellings.TryGetValue(scalar, out var spelling) => spelling.Pieces.Where(p => p.Kind == PieceKind.Name).Select(p => p.Text),
        Node.Scalar scalar => Keys.All.Any(k => k.Full == path && k.Words.Contains(scalar.Text)) ? [] : [scalar.Text],
        Node.Sequence list => list.Items.SelectMany(i => OwnWords(i, $"{path}/-", spellings)),
        Node.Mapping mapping => mapping.Entries.SelectMany(e => (Keys.All.Any(k => k.Path == path && k.Name == e.Key.Text) ? [] : OwnWords(e.Key, $"{path}/*", spellings)).Concat(OwnWords(e.Value, Keys.Below(path, e.Key.Text), spellings))),
    };

    static IEnumerable<string> Words(string text) => Letters().Matches(text).Select(m => m.Value.ToLowerInvariant());

    [GeneratedRegex(@"\p{L}+")]
    private static partial Regex Letters();

    [Theory]
    [InlineData("en")]
    [InlineData("de")]
    public void The_contract_of_the_guide_is_the_one_that_is_printed(string language)
    {
        var file = Source.File("docs", "guide", "examples", "first", $"contract.{language}.md");
        var printed = ContractMarkdown.Of(Print(File.ReadAllText(Source.File("docs", "guide", "examples", "first", "agreement.yaml")), language, []));
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1") File.WriteAllText(file, printed);

        printed.ShouldBe(File.ReadAllText(file).ReplaceLineEndings("\n"));
    }

    /// <summary>Sentences that a person judged, each for a form of its phrase: cases, genders, one or several, what stands where in the sentence.</summary>
    public static TheoryData<string, string> Judged => new()
    {
        { "de", "Am Ende der Laufzeit verlängert sich die Vereinbarung jedes Mal um 1 Jahr." }, { "de", "Eine Kündigung ist spätestens 90 Tage vor dem Ende der Laufzeit zu erklären." }, { "de", "Abrechnungszeitraum ist der Monat ab dem 16." },
        { "de", "Sie zählt nur, wenn sie mindestens 2 Arbeitstage vorher angekündigt wurde." }, { "de", "Ein neues Mitglied wird erst nach 30 Tagen gemessen." }, { "de", "Zeit, die unter „planned maintenance“ oder „caused by customer“ fällt, bleibt außer Betracht: Sie ist weder gut noch schlecht." },
        { "de", "Ein Ergebnis gibt es nur, wenn mindestens 95 % der Zeit bekannt sind." }, { "de", "Ein Ergebnis gibt es nur bei mindestens 3 Werten." }, { "de", "Ein Abschnitt mit weniger als 10 Anfragen bleibt außer Betracht." },
        { "de", "Gemeinsam betrachtet wird „branch routers“; das Ganze ist schlecht, wenn mindestens 30 % von „users“ schlecht sind." }, { "de", "Die Zeitmessung beginnt mit einer Antwort des Kunden." }, { "de", "Die Zeitmessung endet mit der nächsten Antwort des Anbieters." }, { "de", "Die Zeitmessung endet mit jedem Ereignis „update“ durch den Anbieter und beginnt damit neu." },
        { "de", "Die Zeitmessung ruht, solange der Status „waiting for customer“ oder „on hold“ ist." }, { "de", "Der Servicelevel wird je Quartal ab dem 1. Februar beurteilt; das ist sein Messzeitraum." }, { "de", "Der Anbieter nennt den Grund einer Zielverfehlung innerhalb von 5 Arbeitstagen." },
        { "de", "Er ist am 5. Arbeitstag nach dem Ende des Zeitraums fällig." }, { "de", "Er ist innerhalb von 3 Wochen nach dem Ende des Zeitraums fällig." }, { "de", "Er ist bis zum Ende des 2. Monats nach dem Zeitraum fällig." }, { "de", "Sie gelten für den Servicelevel „response“, Priorität P1." },
        { "de", "Ab der 2. Zielverfehlung in Folge ergibt jede Zielverfehlung das 2-Fache." }, { "de", "Der Anbieter erhält das Gutgeschriebene zurück, wenn der Mittelwert des Jahres höchstens 0,4 % beträgt." }, { "de", "Gutschriften werden auf Antrag mit der übernächsten Rechnung verrechnet." }, { "de", "Es muss innerhalb von 60 Tagen nach seiner Entstehung ausgeübt werden." },
        { "de", "| director und it lead per E-Mail und Webhook |" }, { "de", "| r1 | Bonn | core | 120 | 1. März 2026 | 1. September 2026 | 50,00 EUR je Monat |" }, { "de", "| Stufe gold | mindestens „uptime promise“ (99,95 %; erlaubt 21 min 36 s in einem Monat von 30 Tagen) |" }, { "de", "(erlaubt 4 min 19,2 s in einem Monat von 30 Tagen)" },
        { "de", "* „response“ (Priorität P1) wird in 2 aufeinanderfolgenden Monaten verfehlt" }, { "de", "* „shop availability“ liegt in 1 Monat unter 95 %" }, { "de", "* „shop availability“ hat in einem beliebigen Zeitraum von 30 Tagen 4 h Ausfallzeit" }, { "de", "| über 4 h bis 8 h | 10 % |" }, { "de", "Prozentsätze beziehen sich auf das Entgelt für „network“ im Quartal." },
        { "en", "* “response” (priority P1) is missed in 2 consecutive months" }, { "en", "* “shop availability” is below 95 % in 1 month" }, { "en", "The provider gets back what was credited if the mean of the year is at most 0.4 %." }, { "en", "| priority P4 | all by the end of the 2nd business day |" },
        { "en", "Each time the term ends, it is renewed for 1 more year." }, { "en", "Notice of termination must be given at least 90 days before the end of the term." }, { "en", "The clock stops at the next reply by the provider." }, { "en", "The measured figure is rounded half to even to 2 decimals before it is compared." }, { "en", "Each started 0.1 % below the target gives 5 %, at most 100 %." },
        { "en", "It is due by the end of the 2nd month after the period." }, { "en", "Credits that were claimed are set off against the invoice after the next." }, { "en", "| tier gold | at least the “uptime promise” (99.95 %; allows 21 min 36 s in a 30-day month) |" }, { "en", "(allows 87 h 36 min in 365 days)" },
    };

    [Theory]
    [MemberData(nameof(Judged))]
    public void A_phrase_is_put_into_a_sentence_that_a_person_would_write(string language, string sentence) =>
        ContractMarkdown.Of(Print(Encoding.UTF8.GetString(Surety.Tests.Agreements.AgreementFileTests.Full), language, [])).ShouldContain(sentence, Case.Sensitive);

    [Fact]
    public void Each_default_is_told_once_with_all_that_it_holds_for()
    {
        static string Of(string name, string language) => ContractMarkdown.Of(Print(File.ReadAllText(Source.File("examples", "contracts", name, "agreement.yaml")), language, []));

        var some = Of("github-enterprise", "en");
        some.ShouldContain("\nFor every metric: All data that are supplied count, whoever recorded them.\n");
        some.ShouldContain("\nFor the metrics “feature uptime” and “storage”:\n\n* Time counts around the clock.\n* No time is left out.\n* An interval without any event is good.\n");
        some.Split("The measured figure is not rounded before it is compared.").Length.ShouldBe(2);

        Of("ukcloud", "de").ShouldContain("Für jeden Servicelevel außer „Private Cloud for Oracle Software“ und „Private Cloud for Storage“ gilt: Der gemessene Wert wird vor dem Vergleich nicht gerundet.");
    }

    [Theory]
    [InlineData("en", "| tier silver | expressly not stated |")]
    [InlineData("de", "| Stufe silver | ausdrücklich nicht geregelt |")]
    public void A_row_that_is_said_not_to_be_stated_is_printed_as_that(string language, string row)
    {
        var text = Encoding.UTF8.GetString(Surety.Tests.Agreements.AgreementFileTests.Full);

        ContractMarkdown.Of(Print(text.Replace("      tier silver: at least 99.9 %", "      tier silver: not stated", StringComparison.Ordinal), language, [])).ShouldContain(row);
    }

    [Fact]
    public void A_value_and_a_text_of_the_author_are_printed_as_they_are_whatever_they_are_called()
    {
        static string Of(params string[] path) => ContractMarkdown.Of(Print(File.ReadAllText(Source.File(path)), "de", []));

        Of("examples", "contracts", "suse-support", "agreement.yaml").ShouldContain("| Stufe priority, Priorität 1 | innerhalb von 1 h |");
        Of("examples", "contracts", "symbiosis-host", "agreement.yaml").ShouldContain("Sie gilt für den Servicelevel „uptime“, Stufe starter.");
        Of("src", "Surety", "Templates", "ola-large.yaml").ShouldContain("| jede Zielverfehlung | geschuldet wird: a new duty roster |");
        Of("src", "Surety", "Templates", "it-support-large.yaml").ShouldContain("| nach 60 % der Zeit | service desk per Telefon |");
    }

    [Fact]
    public void What_is_counted_in_hours_of_service_is_not_told_as_time_of_a_month_of_days()
    {
        var text = Encoding.UTF8.GetString(Surety.Tests.Agreements.AgreementFileTests.Full);
        const string level = "  shop availability:\n    metric: shop uptime\n";
        text.ShouldContain(level);

        var inHours = ContractMarkdown.Of(Print(text.Replace("    during: around the clock\n", "    during: support hours\n", StringComparison.Ordinal), "en", []));

        inHours.ShouldContain("| tier gold | at least the “uptime promise” (99.95 %) |");
    }

    [Fact]
    public void What_is_hostile_in_a_text_is_harmless_on_the_page()
    {
        var text = Encoding.UTF8.GetString(Surety.Tests.Agreements.AgreementFileTests.Full).Replace("The parties talk before they sue.", "<script>alert(1)</script> & \"more\" | **bold**", StringComparison.Ordinal);

        ContractHtml.Of(Print(text, "en", [])).ShouldSatisfyAllConditions(h => h.ShouldNotContain("<script"), h => h.ShouldContain("&lt;script&gt;"));
        ContractMarkdown.Of(Print(text, "en", [])).ShouldContain("\\<script\\>alert(1)\\</script\\> & \"more\" | \\*\\*bold\\*\\*");
    }

    [Fact]
    public void A_text_with_errors_and_terms_by_themselves_are_refused()
    {
        PrintedContract.Of("a.yaml", "surety: 1"u8.ToArray(), [], null, null).ShouldBeOfType<Result<PrintedContract>.Refused>();
        PrintedContract.Of("a.yaml", "surety: 1\nterms: gold\nversion: 1\n"u8.ToArray(), [], null, null).ShouldBeOfType<Result<PrintedContract>.Refused>().Problems[0].Code.ShouldBe("print.terms");
    }

    static bool IsRow(Key key) => key.Name == "*" && key.Shapes.Contains("text") && key.Path != "scope/inventory/*/members/*" || Keys.All.Any(k => k.Full == key.Path && k.Name == "*" && k.Shapes.Contains("text"));

    static PrintedContract Print(string text, string language, ValueList<Layer> layers) => PrintedContract.Of("agreement.yaml", Encoding.UTF8.GetBytes(text), layers, language, null) switch
    {
        Result<PrintedContract>.Ok ok => ok.Value,
        Result<PrintedContract>.Refused refused => throw new InvalidOperationException(string.Join("\n", refused.Problems)),
    };
}
