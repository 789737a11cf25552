using System.CommandLine;
using Surety.Cli.Statements;
using Surety.Statements;
using Surety.Templates;
using Surety.Text;

namespace Surety.Cli.Agreements;

/// <summary><c>surety init</c>: an agreement to begin with.</summary>
internal static class InitCommand
{
    public static Command Of(Session session)
    {
        var name = new Argument<string?>("template") { Description = $"Its name: {string.Join(", ", Template.Names.Where(n => !n.EndsWith("-large", StringComparison.Ordinal)))}. Each has a large form, too, whose name ends in '-large'.", HelpName = "template", Arity = ArgumentArity.ZeroOrOne };
        name.CompletionSources.Add([.. Template.Names]);
        var list = new Option<bool>("--list") { Description = "List all templates, and when to use each." };
        var output = Verb.OutputOption("text", "json");
        var init = new Verb(
            "init", "Prints an agreement to begin with, and asks what you have to decide.",
            "surety init --list", "surety init it-support > agreement.yaml", "surety init it-support-large > agreement.yaml", "surety init --list -o json")
        {
            name, list, output, Verb.Json,
        };
        init.SetAction(parsed => Run(session, parsed.GetValue(name), parsed.GetValue(list), parsed.GetValue(Verb.Json) || parsed.GetValue(output) == "json"));
        return init;
    }

    static int Run(Session session, string? name, bool list, bool json) => (name, list) switch
    {
        (null, true) => List(session, json),
        (null, false) => session.Refuse($"Which template? There are: {string.Join(", ", Template.Names)}. 'surety init --list' says when to use each."),
        (_, true) => session.Refuse("--list lists all templates. Leave the name out, or --list."),
        _ when json => session.Refuse("A template is printed as it is; -o json is for --list."),
        _ => Print(session, name),
    };

    static int Print(Session session, string name)
    {
        if (Template.All.FirstOrDefault(t => t.Name == name) is not { } template)
            return session.Refuse($"There is no template {Quoted.Of(name)}. {Nearest.Question(name, Template.Names) ?? $"There are: {string.Join(", ", Template.Names)}."}");
        session.Output.Write(template.Text);
        session.Say($"It asks {Display.Count(template.Questions.Count, "question", "questions")}, each between '<' and '?>'. 'surety check' tells those that are not answered yet.");
        return ExitCode.Ok;
    }

    static int List(Session session, bool json)
    {
        if (json)
        {
            session.Output.WriteLine(JsonText.Of(writer =>
            {
                writer.WriteStartArray("templates");
                foreach (var template in Template.All)
                {
                    writer.WriteStartObject();
                    writer.WriteString("name", template.Name);
                    writer.WriteString("form", template.IsLarge ? "large" : "small");
                    writer.WriteString("when", template.When);
                    writer.WriteStartArray("questions");
                    foreach (var question in template.Questions)
                    {
                        writer.WriteStartObject();
                        writer.WriteNumber("line", question.At.Line);
                        writer.WriteNumber("column", question.At.Column);
                        writer.WriteString("question", question.Question);
                        writer.WriteEndObject();
                    }
                    writer.WriteEndArray();
                    writer.WriteEndObject();
                }
                writer.WriteEndArray();
            }));
            return ExitCode.Ok;
        }
        var width = Template.Names.Max(n => n.Length);
        foreach (var template in Template.All)
            Styled.Write(TextLine.Wrap([new(template.When, Tone.Plain)], session.Terminal.OutputIsTerminal ? session.Terminal.Width : int.MaxValue, template.Name.PadRight(width + 2), new(' ', width + 2)), session);
        return ExitCode.Ok;
    }
}
