using Shouldly;
using Surety.Statements;
using Surety.Text;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>What the engine says in English is told in German, whole and by its form.</summary>
public sealed class RetellingTests
{
    static readonly Retelling German = Retelling.In(Language.German)!;
    static readonly Wording Words = Wording.In(Language.German);

    [Fact]
    public void English_is_not_retold()
    {
        Retelling.In(Language.English).ShouldBeNull();
        Wording.English.Retold("bad time").ToString().ShouldBe("bad time");
    }

    [Fact]
    public void What_has_no_known_form_stays_English_and_says_so() => Wording.In(Language.German).Retold("Something that nobody ever said").ShouldBe(Sentence.InEnglish("Something that nobody ever said"));

    [Theory]
    [InlineData("October 2026", "Oktober 2026")]
    [InlineData("shop availability, October 2026", "shop availability, Oktober 2026")]
    [InlineData("response, priority P1, Q4 2026", "response, Priorität P1, 4. Quartal 2026")]
    [InlineData("member satisfaction, any other priority, 2026-09-16 to 2026-10-15", "member satisfaction, Priorität (alle übrigen), 16.09.2026 bis 15.10.2026")]
    [InlineData("EUR 1,234.50", "1.234,50 EUR")]
    [InlineData("shop availability: the figure against at least 99.95 %", "shop availability: der Wert gegenüber dem Ziel: mindestens 99,95 %")]
    [InlineData("response: the window is not over; the figure so far against 95 % within 2 business days (reported only)", "response: der Messzeitraum läuft noch; der bisherige Wert gegenüber dem Ziel: 95 % innerhalb von 2 Arbeitstagen (wird nur berichtet)")]
    [InlineData("bad from 2026-10-07 21:15 +02:00 to 2026-10-07 22:00 +02:00: n-3 (cable cut)", "schlecht vom 07.10.2026 21:15 +02:00 bis 07.10.2026 22:00 +02:00: n-3 (cable cut)")]
    [InlineData("planned maintenance 'm-1': excluded from 2026-10-07 21:15 +02:00 to 2026-10-07 22:00 +02:00", "planned maintenance „m-1“: ausgenommen vom 07.10.2026 21:15 +02:00 bis 07.10.2026 22:00 +02:00")]
    [InlineData("planned maintenance 'm-1' is not excluded: announced 2026-10-02 09:00, and 5 business days before means by 2026-10-01 00:00", "planned maintenance „m-1“ ist nicht ausgenommen: angekündigt am 02.10.2026 09:00; 5 Arbeitstage vorher heißt spätestens 01.10.2026 00:00")]
    [InlineData("works 'w' is excluded only in part: the budget of 4 h per month is used up", "works „w“ ist nur zum Teil ausgenommen: das Budget von 4 h je Monat ist aufgebraucht")]
    [InlineData("Fri 2026-10-02: 08:00-18:00, 19:00-20:00", "Fr 02.10.2026: 08:00-18:00, 19:00-20:00")]
    [InlineData("Sat 2026-10-03: closed: German Unity Day", "Sa 03.10.2026: geschlossen: German Unity Day")]
    [InlineData("Fri 2026-10-02: no hours", "Fr 02.10.2026: keine Servicezeit")]
    [InlineData("tickets of 2026-10", "tickets, Oktober 2026")]
    [InlineData("class core, member r1", "class core, Mitglied r1")]
    [InlineData("T-17, cycle 2 was late", "T-17, Zyklus 2, war verspätet")]
    [InlineData("due: within 2 business days", "fällig: innerhalb von 2 Arbeitstagen")]
    [InlineData("end of the last of 5 days after", "Ende des letzten von 5 Tagen danach")]
    [InlineData("end of the 5th business day after", "Ende des 5. Arbeitstags danach")]
    [InlineData("share of all fees of the month", "Anteil aller Entgelte des Monats")]
    [InlineData("share of the fee of service desk", "Anteil des Entgelts für „service desk“")]
    [InlineData("the cap: share of all charges of the month", "die Obergrenze: Anteil aller Rechnungsbeträge des Monats")]
    [InlineData("cut by the cap '10 % of all fees of the month' from response, priority P1, October 2026", "durch die Obergrenze „10 % aller Entgelte des Monats“ gekürzt bei response, Priorität P1, Oktober 2026")]
    [InlineData("not granted: invoice R-7 is overdue since 2026-09-01", "nicht gewährt: Rechnung R-7 ist überfällig seit 01.09.2026")]
    [InlineData("1 answer lies off the scale 1 to 5 and is left out", "1 Antwort liegt außerhalb der Skala von 1 bis 5 und bleibt außer Betracht")]
    [InlineData("score, October 2026: 1,200 answers lie off the scale 1 to 5 and are left out.", "score, Oktober 2026: 1.200 Antworten liegen außerhalb der Skala von 1 bis 5 und bleiben außer Betracht.")]
    [InlineData("response, priority P1 missed in 2 consecutive months", "response (Priorität P1) wird in 2 aufeinanderfolgenden Monaten verfehlt")]
    [InlineData("service report of 2026-10, by provider", "service report für Oktober 2026, durch den Anbieter")]
    [InlineData("statement of 2026-10", "Abrechnung für Oktober 2026")]
    [InlineData("end of comments on 2026-10", "Ende der Stellungnahme zur Abrechnung für Oktober 2026")]
    [InlineData("last instant to claim shop availability, October 2026", "letzter Zeitpunkt, die Gutschrift geltend zu machen: shop availability, Oktober 2026")]
    [InlineData("urgent, step 2: tell it lead, director about ticket T-17 (2026-10)", "urgent, Schritt 2: Nachricht an it lead, director über Vorgang T-17 (Oktober 2026)")]
    [InlineData("2 of the 3 that will be decided in it may be ones that are missed", "2 von 3, die sich noch entscheiden, dürfen verfehlt sein")]
    [InlineData("2 clauses say something else; 1 place has other comments, another layout or another place.", "2 Klauseln sagen etwas anderes; 1 Stelle hat andere Kommentare, eine andere Anordnung oder einen anderen Platz.")]
    public void A_sentence_is_told_as_a_German_would_say_it(string english, string german)
    {
        var told = German.Of(english).ShouldNotBeNull();

        told.ToString().ShouldBe(german);
        told.Pieces.ShouldAllBe(p => !p.IsEnglish);
    }

    [Fact]
    public void A_target_that_German_has_no_words_for_stays_as_the_agreement_has_it() =>
        German.Of("speed: the figure against at least it is swift of all")!.Pieces.Where(p => p.IsEnglish).Select(p => p.Text).ShouldBe(["at least it is swift of all"]);

    [Fact]
    public void Each_form_has_the_places_of_its_English_one_and_no_other()
    {
        foreach (var (english, german) in Sentences.Lines(typeof(Retelling).Assembly, "Surety.Statements.retold.de.txt", " = "))
            foreach (var place in Places(german))
                Places(english).ShouldContain(place, $"{english} = {german}");
    }

    static IEnumerable<string> Places(string form) => System.Text.RegularExpressions.Regex.Matches(form, @"\{[a-z0-9]+\}").Select(m => m.Value);

    public static TheoryData<string> Cases => Golden.GoldenTests.Cases;

    [Theory]
    [MemberData(nameof(Cases))]
    public void Everything_that_a_case_says_is_told_in_German(string name)
    {
        foreach (var statement in Golden.GoldenTests.Statements(name))
        {
            Said(statement).SelectMany(said => said.Pieces).Where(piece => piece.IsEnglish).Select(piece => piece.Text).Distinct().ShouldBeEmpty();
            StatementHtml.Of(statement, Language.German).ShouldNotContain("lang=\"en\"");
        }
    }

    [Theory]
    [InlineData("exclusions")]
    [InlineData("claims")]
    public void A_case_is_a_German_page(string name) =>
        GoldenFile.ShouldMatch(string.Join("\n", Golden.GoldenTests.Statements(name).SelectMany(s => new[] { TextLine.Plain(StatementText.Of(s, Language.German)) }
            .Concat(s.Levels.Select(l => TextLine.Plain(ReasonText.Of(s, l, language: Language.German)))).Concat(s.Credits.Take(3).Select(c => TextLine.Plain(ReasonText.Of(c.Remedy, c.Why, s, language: Language.German)))))), $"{name}.de.txt");

    static IEnumerable<Sentence> Said(Statement statement) =>
        Openings.Of(statement).Select(o => o.Why).Concat(statement.Levels.SelectMany(l => new Reason?[] { l.Why, l.Figures?.Why, l.CoverageWhy?.Reason, l.Bounds?.Why })).OfType<Reason>()
            .Concat(statement.Credits.Select(c => c.Why)).Concat(statement.Totals.Select(t => t.Why)).Concat(statement.Rights.Select(r => r.Why)).Concat(statement.Duties.Select(d => d.Why)).Concat(statement.Messages.Select(m => m.Why)).Append(statement.Life.Why)
            .SelectMany(Said).Concat(statement.Remarks.Select(r => Words.Of(r))).Concat(statement.Credits.SelectMany(c => new[] { c.Withheld, c.NotComputed }).OfType<string>().Select(Words.Retold));

    static IEnumerable<Sentence> Said(Reason reason) => reason.Parts.SelectMany(Said).Prepend(Words.Retold(reason)).Append(Words.Value(reason, Example.Berlin));
}
