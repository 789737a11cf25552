using System.CommandLine;
using Surety.Agreements;
using Surety.Cli.Statements;
using Surety.Statements;

namespace Surety.Cli.Agreements;

/// <summary><c>surety check</c>: everything that is wrong with agreements, at once.</summary>
internal static class CheckCommand
{
    public static Command Of(Session session)
    {
        var files = new Argument<string[]>("agreement") { Description = "Files or folders; - is standard input.", Arity = ArgumentArity.OneOrMore };
        var output = Verb.OutputOption("text", "json");
        var noNotes = new Option<bool>("--no-notes") { Description = "Leave out the questions that the text leaves open." };
        var check = new Verb(
            "check", "Finds everything that is wrong with agreements, and what they leave open.",
            "surety check agreement.yaml", "surety check contracts/ --no-notes", "cat agreement.yaml | surety check -", "surety check agreement.yaml --json")
        {
            files, output, Verb.Json, noNotes,
        };
        check.SetAction((parsed, cancellation) =>
            RunAsync(session, parsed.GetRequiredValue(files), parsed.GetValue(Verb.Json) || parsed.GetValue(output) == "json", !parsed.GetValue(noNotes), cancellation));
        return check;
    }

    static async Task<int> RunAsync(Session session, string[] paths, bool json, bool notes, CancellationToken cancellation)
    {
        var problems = new List<Problem>();
        var agreements = new List<Agreement>();
        var files = AgreementSource.FilesOf(paths);
        var layers = new LayerFiles(files, session);
        foreach (var file in files)
        {
            var parsed = await AgreementSource.ParseAsync(file, layers, session, cancellation);
            problems.AddRange(parsed.Problems.Except(problems));
            if (parsed.Agreement is { } agreement) agreements.Add(agreement);
        }
        problems.AddRange(BetweenVersions(agreements));
        foreach (var folder in paths.Where(p => Directory.Exists(p) && AgreementSource.FilesOf([p]).Count == 0))
            problems.Add(AgreementSource.NoneIn(folder));

        var shown = problems.Where(p => notes || p.Severity != Severity.Note).OrderBy(p => p.At).ToList();
        if (json) session.Output.WriteLine(JsonText.Of(writer => JsonText.Problems(writer, shown)));
        else Write(shown, notes ? agreements.SelectMany(a => a.Silences).ToList() : [], session);
        session.Say(Summary(files.Count, problems, notes));
        return problems.Exists(p => p.Severity == Severity.Error) ? ExitCode.Error : ExitCode.Ok;
    }

    /// <summary>What is wrong in order of place; then what is open, what moves money first.</summary>
    static void Write(List<Problem> shown, List<Silence> silences, Session session)
    {
        var wrong = shown.Where(p => !silences.Exists(s => s.Code == p.Code && s.About.At == p.At)).ToList();
        foreach (var problem in wrong) session.Line(problem);
        var first = wrong.Count == 0;
        foreach (var group in silences.GroupBy(s => Silences.MovesOf(s.Code)).OrderBy(g => g.Key))
        {
            if (!first) session.Output.WriteLine();
            first = false;
            Styled.Write([TextLine.Of($"Left open, and {Words(group.Key)}:", Tone.Strong)], session);
            foreach (var note in group.OrderBy(s => s.About.At.File).ThenBy(s => Silences.WeightOf(s.Code)).GroupBy(s => (s.About.At.File, s.Code, s.Default)).Select(Note))
                session.Line(note);
        }
    }

    static string Words(Moves moves) => moves switch
    {
        Moves.Money => "moves amounts of money",
        Moves.Verdicts => "moves verdicts, and by them money",
        Moves.Rights => "moves rights and dates",
    };

    /// <summary>So many clauses that leave a question open are named beside the first.</summary>
    const int MostNamed = 3;

    /// <summary>One question of one file; where several clauses leave it open, the first asks it and the others are named.</summary>
    static Problem Note(IEnumerable<Silence> same)
    {
        var all = same.OrderBy(s => s.About.At).ToList();
        var others = all.Skip(1).Select(s => $"'{s.Subject}' (line {s.About.At.Line})").ToList();
        if (others.Count > MostNamed + 1) others = [.. others.Take(MostNamed), $"… and {Display.Count(others.Count - MostNamed)} more (-o json names them all)"];
        return new(all[0].About.At, Severity.Note, all[0].Code, all[0].Sentence + (others.Count == 0 ? "" : $" The same for {string.Join(", ", others)}."), null);
    }

    static IEnumerable<Problem> BetweenVersions(IEnumerable<Agreement> agreements) =>
        agreements.GroupBy(a => a.Id).SelectMany(g => Versions.Of(g) is Result<Versions>.Refused refused ? refused.Problems : []);

    static string Summary(int files, List<Problem> problems, bool notes)
    {
        int Of(Severity severity) => problems.Count(p => p.Severity == severity);
        return $"{Display.Count(files, "file", "files")}: {Display.Count(Of(Severity.Error), "error", "errors")}, {Display.Count(Of(Severity.Warning), "warning", "warnings")}{(Of(Severity.Question) is var open and > 0 ? $", {Display.Count(open, "question", "questions")} not answered" : "")}{(notes ? $", {Display.Count(Of(Severity.Note), "note", "notes")}" : "")}.";
    }
}
