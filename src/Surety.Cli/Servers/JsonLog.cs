using System.Text;
using Surety.Web;

namespace Surety.Cli.Servers;

/// <summary>Messages of a command as further lines of a log of JSON.</summary>
internal sealed class JsonLog(TextWriter to) : TextWriter
{
    const string Complaint = "surety: ";

    readonly StringBuilder line = new();

    public override Encoding Encoding => to.Encoding;

    public override void Write(char value)
    {
        if (value != '\n')
        {
            line.Append(value);
            return;
        }
        var said = line.ToString().TrimEnd('\r');
        line.Clear();
        var isComplaint = said.StartsWith(Complaint, StringComparison.Ordinal);
        to.WriteLine(Server.LogLine(isComplaint ? said[Complaint.Length..] : said, isComplaint));
        to.Flush();
    }
}
