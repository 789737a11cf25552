using Surety.Text;

namespace Surety.Agreements;

/// <summary>Standard terms by themselves: what is wrong with them whoever uses them.</summary>
static class Terms
{
    /// <summary>Codes of what a layer may leave to those that stand on it.</summary>
    static readonly string[] LeftToOthers = ["name.unknown", "name.part", "phrase.name", "key.missing", "calendar.empty", "effective.outside"];

    /// <summary>An agreement that has nothing but what every agreement needs, for the terms to stand on.</summary>
    static readonly Node.Mapping Skeleton = Tree.Parse("", """
        agreement: terms
        parties:
          provider:
            name: provider
          customer:
            name: customer
        term:
          from: 2000-01-01
          time zone: UTC
        """).Root!;

    /// <summary>Reads terms as far as they go by themselves.</summary>
    /// <param name="file">Name of the file.</param>
    /// <param name="root">The terms, on the layers that they use.</param>
    /// <param name="problems">What was found before.</param>
    /// <returns>Everything that is wrong; names and keys that whoever uses the terms may add are no errors here, and told as notes.</returns>
    public static ValueList<Problem> ProblemsOf(string file, Node.Mapping root, Problems problems)
    {
        if (root.Entries.FirstOrDefault(e => e.Key.Text == "agreement") is { } both)
            problems.Error(both.Key.At, "terms.agreement", "A file is standard terms or an agreement, and this one says both.", "Keep 'terms' or 'agreement'.");
        if (Layer.NameOf(root) is null) problems.Error(root.At, "terms.name", "Standard terms have a name and a version.", "Write 'terms: northwind gold' and 'version: 7'.");
        var found = new Problems { Spellings = problems.Spellings };
        var reading = new Reading(found);
        var whole = Layers.Over(Skeleton, new(root.At, root.Entries.Where(e => e.Key.Text is not "agreement").ToValueList()));
        var reader = reading.Begin(whole);
        reader.Known("terms");
        _ = AgreementFile.Read(file, reader, reading);
        reading.Finish();
        foreach (var problem in found.ToValueList().Where(p => p.At.File.Length > 0))
        {
            if (!LeftToOthers.Contains(problem.Code)) problems.Add(problem);
            else problems.Note(problem.At, problem.Code, $"{problem.Message} That is for those to add who use these terms.");
        }
        return problems.ToValueList();
    }
}
