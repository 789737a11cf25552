using System.Security.Cryptography;
using NodaTime;
using Surety.Agreements;
using Surety.Facts;
using Surety.Scope;
using Surety.Statements;
using Surety.Text;

namespace Surety.Contract;

/// <summary>An agreement in plain sentences, for people who read and sign it. Source: docs/guide/print.md.</summary>
/// <param name="Language">In which it is printed: <c>en</c> or <c>de</c>.</param>
/// <param name="Title">As the agreement has it.</param>
/// <param name="Subtitle">Who provides, and for whom.</param>
/// <param name="Binding">Whether this text binds, and the sentence that says so.</param>
/// <param name="Head">Version, dates, and what it stands on.</param>
/// <param name="Body">The clauses, in order.</param>
/// <param name="Questions">Questions of the text and of what it stands on that nobody has answered yet: place and question. While there are any, the print is a draft and says so.</param>
/// <param name="Hashes">SHA-256 of the canonical file, then of each text that it stands on: what it is, and 64 hexadecimal digits. A text without a canonical form of its own counts as it lies.</param>
/// <param name="Parties">Provider and customer, for the signatures.</param>
/// <param name="Missing">Keys and words for which the language has no sentence; empty, or the language is not complete.</param>
public sealed record PrintedContract(
    string Language, string Title, string Subtitle, string Binding, ValueList<Block> Head, ValueList<Block> Body, ValueList<(string Place, string Question)> Questions, ValueList<(string What, string Hash)> Hashes, ValueList<(string Role, string Name)> Parties, ValueList<string> Missing)
{
    /// <summary>Languages in which a contract can be printed.</summary>
    public static ValueList<string> Languages => Vocabulary.Languages;

    /// <summary>Prints a file.</summary>
    /// <param name="file">Its name, for places.</param>
    /// <param name="bytes">Its content.</param>
    /// <param name="layers">What it stands on; the print has the whole text.</param>
    /// <param name="language"><c>en</c> or <c>de</c>; <c>null</c>: the binding one.</param>
    /// <param name="from">First day of the calendar of the next twelve months; <c>null</c>: the day on which the version takes effect.</param>
    /// <returns>Refused with all errors; of standard terms with one that says that they are no agreement.</returns>
    public static Result<PrintedContract> Of(string file, ReadOnlyMemory<byte> bytes, ValueList<Layer> layers, string? language, LocalDate? from)
    {
        switch (CanonicalText.Read(file, bytes, layers))
        {
            case Result<ReadText>.Ok { Value: { Agreement: { } agreement } read }: return new Result<PrintedContract>.Ok(Of(read, agreement, layers, Vocabulary.Of(language ?? agreement.Language), from));
            case Result<ReadText>.Refused { Problems: var problems }: return new Result<PrintedContract>.Refused(problems);
        }
        return new Result<PrintedContract>.Refused([new(new(file, 1, 1), Severity.Error, "print.terms", "Standard terms are no agreement, and only an agreement is printed.", "Print an agreement that uses them: it has their clauses in their place.")]);
    }

    static PrintedContract Of(ReadText read, Agreement agreement, ValueList<Layer> layers, Vocabulary vocabulary, LocalDate? from)
    {
        var merging = new Layers(layers, new Problems());
        var whole = merging.On(read.Root);
        var used = merging.Used.Select(name => layers.First(l => l.Name == name)).ToList();
        var writer = new ClauseWriter(agreement, read.Spellings, vocabulary, whole);
        var (head, body) = (writer.Head(read.Root), writer.Write().Concat(Calendar(agreement, from ?? agreement.Effective, vocabulary, writer.Phrases)).ToValueList());
        return new(
            vocabulary.Tag, agreement.Title, $"{vocabulary.Text("agreement")}: {agreement.Parties.Provider.Name} – {agreement.Parties.Customer.Name}",
            $"{vocabulary.Sentence($"language = {agreement.Language}")} {vocabulary.Text(vocabulary.Tag == agreement.Language ? "binding-here" : "binding")}".Trim(), head, body,
            read.Tree.Questions.Select(q => ($"{vocabulary.Text("line")} {q.At.Line}", q.Question)).Concat(used.SelectMany(l => l.Tree.Questions).Select(q => ($"{q.At.File}:{q.At.Line}", q.Question))).ToValueList(),
            used.Select(l => (l.Name.ToString(), HashOf(l, layers))).Prepend((vocabulary.Text("hash"), read.Form.Hash)).ToValueList(),
            [(vocabulary.Text("provider"), agreement.Parties.Provider.Name), (vocabulary.Text("customer"), agreement.Parties.Customer.Name)], writer.Missing.Concat(writer.MissingWords).ToValueList());
    }

    /// <summary>The questions that are not answered yet, as the last chapter of a draft.</summary>
    internal IEnumerable<Block> Asked(Vocabulary language) => Questions.Count == 0 ? [] :
    [
        new Block.Heading(2, "", language.Text("questions")),
        new Block.Table("", language.Text("question-columns").Split(" | ").ToValueList(), Questions.Select(q => new[] { q.Place, q.Question }.ToValueList()).ToValueList()),
    ];

    // Terms that speak of names which only those who use them declare have no form by themselves: then the file as it lies is meant.
    static string HashOf(Layer layer, ValueList<Layer> layers) =>
        CanonicalText.Of(layer.File, layer.Bytes, layers) is Result<CanonicalText>.Ok { Value: var form } ? form.Hash : Convert.ToHexStringLower(SHA256.HashData(layer.Bytes.Span));

    /// <summary>The reports and reviews that fall due in twelve months, by date.</summary>
    static IEnumerable<Block> Calendar(Agreement agreement, LocalDate from, Vocabulary language, PhraseText phrases)
    {
        if (agreement.Duties.Count == 0) yield break;
        var rows = new List<(Instant Due, ValueList<string> Row)>();
        var month = WindowRule.Month.At(from, agreement.Zone);
        var (start, end) = (Calendars.LocalTimes.StartOf(from, agreement.Zone), Calendars.LocalTimes.StartOf(from.PlusYears(1), agreement.Zone));
        var facts = new FactBuilder().Build();
        for (var i = 0; i < 13; i++, month = month.Next(agreement.Zone))
            foreach (var duty in Duties.Of(agreement, facts, month, start).Where(d => d.Due > start && d.Due <= end))
                rows.Add((duty.Due, [phrases.Date((duty.Due - Duration.Epsilon).InZone(agreement.Zone).Date), duty.Duty, phrases.Period(duty.Period), language.Text(duty.By), string.Join(", ", duty.To)]));
        if (rows.Count == 0) yield break;
        yield return new Block.Heading(2, "", $"{language.Text("calendar")} ({phrases.Date(from)} – {phrases.Date(from.PlusYears(1).PlusDays(-1))})");
        yield return new Block.Table("", language.Text("calendar-columns").Split(" | ").ToValueList(), rows.OrderBy(r => r.Due).Select(r => r.Row).DistinctBy(r => string.Join('|', r)).ToValueList());
    }
}
