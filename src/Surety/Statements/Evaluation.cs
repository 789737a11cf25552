using NodaTime;
using Surety.Agreements;
using Surety.Facts;
using Surety.Levels;
using Surety.Metrics;
using Surety.Scope;

namespace Surety.Statements;

/// <summary>
/// An agreement measured by its facts: every verdict from the first day of the term on. The one path to a figure: statements, pages, reports and
/// the command line read it here.
/// </summary>
public sealed class Evaluation
{
    readonly Versions versions;
    readonly FactSet facts;
    readonly Instant asOf;
    readonly List<Remark> remarks = [];

    Evaluation(Versions versions, FactSet facts, Instant asOf) => (this.versions, this.facts, this.asOf) = (versions, facts, asOf);

    /// <summary>Verdicts of all windows that began before <c>until</c>, by level in the order of the agreement, then window, then scope.</summary>
    public ValueList<LevelResult> Results { get; private set; }

    /// <summary>Measures all levels.</summary>
    /// <param name="versions">The agreement.</param>
    /// <param name="facts">What is known.</param>
    /// <param name="until">Windows that begin at or after this instant are not looked at.</param>
    /// <param name="asOf">The instant from which it is looked at: windows that end later are open.</param>
    public static Evaluation Of(Versions versions, FactSet facts, Instant until, Instant asOf)
    {
        var evaluation = new Evaluation(versions, facts, asOf);
        var measures = versions.All.Select(v => new VersionMeasures(versions, v, facts, asOf)).ToList();
        var results = new List<LevelResult>();
        foreach (var name in LevelNames(versions))
            results.AddRange(evaluation.ResultsOf(name, measures, results, until));
        evaluation.Results = results.ToValueList();
        return evaluation;
    }

    static IEnumerable<string> LevelNames(Versions versions) =>
        versions.All.Reverse().SelectMany(v => v.Levels).Select(l => l.Name).Distinct();

    IEnumerable<LevelResult> ResultsOf(string name, List<VersionMeasures> measures, List<LevelResult> before, Instant until)
    {
        var promised = measures.ConvertAll(m => new LevelWindows.Promised<VersionMeasures>(m, m.Agreement.Level(name), m.Agreement.Effective, m.Agreement.Level(name)?.WindowZone ?? m.Agreement.Zone));
        var term = versions.All[0].Term;
        foreach (var (version, window) in LevelWindows.Of(promised, term.From, versions.Newest.Term.To, until))
            foreach (var result in version.With.Judge(version.Level!, window, measures, before))
                yield return result;
    }
}
