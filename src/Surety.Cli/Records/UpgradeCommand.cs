using System.CommandLine;
using Surety.Statements;
using Surety.Storage.Records;

namespace Surety.Cli.Records;

/// <summary><c>surety upgrade</c>: brings a record to the schema of this program, or says what that would do.</summary>
internal static class UpgradeCommand
{
    static readonly Option<bool> DryRun = new("--dry-run") { Description = "Says which steps there are, changes nothing, and leaves with 2 where there are any." };

    public static Command Of(Session session)
    {
        var upgrade = new Verb("upgrade", "Brings a record that an older surety wrote to the schema of this one, in one step: afterwards it is the new one, or still the old one. Any other command that writes does the same.", "surety upgrade --dry-run", "surety upgrade --data /var/lib/surety") { DryRun, Record.Data, Record.At };
        Record.OnlyHere(upgrade, "Whoever runs the server runs it there, and names the data folder behind --data.");
        upgrade.SetAction((parsed, cancellation) => RunAsync(session, parsed, parsed.GetValue(DryRun), cancellation));
        return upgrade;
    }

    static Task<int> RunAsync(Session session, ParseResult parsed, bool isDry, CancellationToken cancellation) => Record.AtAsync(session, parsed, async address =>
    {
        switch (await Upgrade.PlanAsync(address, cancellation))
        {
            case Result<Upgrade>.Refused refused:
                session.Complain(refused.Problems);
                return ExitCode.Error;
            case Result<Upgrade>.Ok { Value: { Steps.Count: 0 } same }:
                session.Say($"{address}: schema {same.Before}, which is that of this program; nothing is to be done.");
                return ExitCode.Ok;
            case Result<Upgrade>.Ok { Value: var plan }:
                session.Line($"{address}: schema {plan.Before}; surety {SuretyProgram.Version} has {Upgrade.Newest}.");
                foreach (var (schema, what) in plan.Steps) session.Line($"  {schema}  {what}");
                if (isDry)
                {
                    session.Say($"Nothing was changed. {Display.Count(plan.Steps.Count, "step", "steps")}, all in one transaction. An older surety cannot use the record afterwards: 'surety backup' first, then 'surety upgrade'.");
                    return ExitCode.Changes;
                }
                return await Record.RunAsync(session, parsed, writes: true, _ => Task.FromResult(ExitCode.Ok), cancellation);
        }
        return ExitCode.Error;
    });
}
