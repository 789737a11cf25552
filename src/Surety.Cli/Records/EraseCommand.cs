using System.CommandLine;
using Surety.Journal;

namespace Surety.Cli.Records;

/// <summary><c>surety erase</c>: takes a text out that lies beside the journal.</summary>
internal static class EraseCommand
{
    public static Command Of(Session session)
    {
        var entry = new Argument<long>("entry") { Description = "Number of the entry whose text is erased: a revision, a proposal or an answer, and its reason." };
        var erase = new Verb("erase", "Erases what somebody wrote beside an entry of the journal. The entry stays, and with it the proof that there was a text.", "surety erase 41 --space acme-it-support") { entry, Record.SpaceOption, Record.Data, Record.At };
        Record.OnlyHere(erase, "On a server an owner who is signed in erases what its own party wrote, and no key does: POST /v1/agreements/AGREEMENT/erasures.");
        erase.SetAction((parsed, cancellation) => Record.AppendAsync(session, parsed, new Recorded.Erased(parsed.GetRequiredValue(entry)), $"The text beside entry {parsed.GetRequiredValue(entry)} is erased.", cancellation));
        return erase;
    }
}
