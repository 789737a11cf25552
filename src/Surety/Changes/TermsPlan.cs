using Surety.Statements;

namespace Surety.Changes;

/// <summary>The plan of an upgrade of standard terms over many agreements, for a terminal and as JSON.</summary>
public static class TermsPlan
{
    /// <summary>Writes a plan for a terminal: a sentence, then each agreement that stands on the old version, then those that do not.</summary>
    /// <param name="terms">Name of the terms.</param>
    /// <param name="from">The version that agreements stand on.</param>
    /// <param name="to">The version that they shall stand on.</param>
    /// <param name="plans">Each agreement, with what the upgrade would have come to on past facts; <c>null</c>: nobody asked.</param>
    /// <param name="width">Columns of the terminal.</param>
    public static ValueList<TextLine> Text(string terms, int from, int to, ValueList<(TermsUpgrade Plan, DiffEffect? Effect)> plans, int width = 100)
    {
        var lines = new List<TextLine>();
        void Say(string text, Tone tone = Tone.Plain) => lines.AddRange(TextLine.Wrap([new(text, tone)], width));
        var moved = plans.Where(p => p.Plan.Moved is not null).ToList();
        var stuck = plans.Where(p => p.Plan.Problems.Count > 0).ToList();
        Say($"{terms}, version {from} → {to}", Tone.Strong);
        Say($"{Display.Count(plans.Count, "agreement", "agreements")}: {Display.Count(moved.Count)} can be moved, {Display.Count(stuck.Count)} cannot, {Display.Count(plans.Count - moved.Count - stuck.Count)} not on version {from}.{Cost(moved)}");
        foreach (var (plan, effect) in moved)
        {
            lines.Add(TextLine.Of(""));
            lines.AddRange(DiffPage.Of(plan.Moved!, effect, width));
        }
        foreach (var (plan, _) in stuck)
        {
            lines.Add(TextLine.Of(""));
            Say($"{(plan.Name.Length > 0 ? plan.Name : plan.File)} cannot be moved", Tone.Strong);
            foreach (var problem in plan.Problems) lines.AddRange(TextLine.Wrap([new(problem.ToString(), Tone.Bad)], width, "  ", "    "));
        }
        var others = plans.Where(p => !p.Plan.IsConcerned).ToList();
        if (others.Count > 0)
        {
            lines.Add(TextLine.Of(""));
            Say($"Not on version {from}", Tone.Strong);
            foreach (var (plan, _) in others) lines.AddRange(TextLine.Wrap([new($"{plan.Name} ({plan.File}): {(plan.Cites.Count == 0 ? "does not use these terms" : $"stands on version {string.Join(", ", plan.Cites)}")}", Tone.Plain)], width, "  ", "    "));
        }
        return lines.ToValueList();
    }

    /// <summary>Writes a plan as one JSON document.</summary>
    /// <inheritdoc cref="Text"/>
    public static string Json(string terms, int from, int to, ValueList<(TermsUpgrade Plan, DiffEffect? Effect)> plans) => StatementJson.Document(json =>
    {
        json.WriteStartObject();
        json.WriteString("format", "surety-terms-plan/1");
        json.WriteString("terms", terms);
        json.WriteNumber("from", from);
        json.WriteNumber("to", to);
        StatementJson.Items(json, "agreements", plans, p =>
        {
            json.WriteStartObject();
            json.WriteString("file", p.Plan.File);
            json.WriteString("name", p.Plan.Name);
            StatementJson.Items(json, "cites", p.Plan.Cites, json.WriteNumberValue);
            json.WriteString("state", p.Plan.Moved is not null ? "can be moved" : p.Plan.Problems.Count > 0 ? "cannot be moved" : "not concerned");
            StatementJson.Items(json, "problems", p.Plan.Problems, problem => json.WriteStringValue(problem.ToString()));
            if (p.Plan.Moved is { } moved)
            {
                json.WritePropertyName("diff");
                DiffJson.Write(json, moved, p.Effect);
            }
            json.WriteEndObject();
        });
        json.WriteEndObject();
    });

    static string Cost(List<(TermsUpgrade Plan, DiffEffect? Effect)> moved)
    {
        var effects = moved.Select(m => m.Effect).OfType<DiffEffect>().ToList();
        return effects.Count == 0 ? "" : $" On past facts of {Display.Months(effects[0].Stretch)}, credits of all together: {Backtests.BacktestText.Signed(Backtests.Outcome.Added(effects.SelectMany(e => e.Whole.More)))}.";
    }
}
