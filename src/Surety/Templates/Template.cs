using Surety.Text;

namespace Surety.Templates;

/// <summary>An agreement to begin with: complete, free of faults, with the questions that its parties have to answer. Source: docs/guide/templates.md.</summary>
/// <remarks>Each is a file beside this one, so that it can be read where it lies; its first line says when to use it.</remarks>
public sealed record Template
{
    /// <summary>What is provided, in the order of the list. Of each there is a small form, and a large one whose name ends in <see cref="Large"/>.</summary>
    static readonly string[] Subjects = ["website", "website-care", "it-support", "managed-services", "hosting", "network", "data-centre", "help-desk", "satisfaction", "ola", "underpinning-contract"];

    const string Large = "-large";

    Template(string name, string text)
    {
        (Name, Text) = (name, text);
        Questions = Tree.Parse($"{name}.yaml", text).Questions;
    }

    /// <summary>All templates: each small form with its large one behind it.</summary>
    public static ValueList<Template> All { get; } = [.. Subjects.SelectMany(s => new[] { s, s + Large }).Select(Read)];

    /// <summary>What it is asked for by: <c>it-support</c>, <c>it-support-large</c>.</summary>
    public string Name { get; }

    /// <summary>Whether it is the form for a service with tiers, several sites or much money; otherwise that of a small firm.</summary>
    public bool IsLarge => Name.EndsWith(Large, StringComparison.Ordinal);

    /// <summary>The file, in its canonical form.</summary>
    public string Text { get; }

    /// <summary>When to use it: a line for people.</summary>
    public string When => Text[2..Text.IndexOf('\n', StringComparison.Ordinal)];

    /// <summary>What the parties have to answer, in order of place; the file is called by the name of the template.</summary>
    public ValueList<OpenQuestion> Questions { get; }

    static Template Read(string name)
    {
        using var stream = typeof(Template).Assembly.GetManifestResourceStream($"Surety.Templates.{name}.yaml") ?? throw new InvalidOperationException($"There is no file of the template '{name}'.");
        using var reader = new StreamReader(stream);
        return new(name, reader.ReadToEnd());
    }
}
