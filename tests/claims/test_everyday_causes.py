"""Causes in everyday words: ten or so ordinary ways for each label, what is none, and whose word confirms one."""

from __future__ import annotations

import pytest

from pipeline.records import Claim
from tests.claims.reading import after_lead, read

CAUSES: dict[str, list[str]] = {
    "power": [
        "A burst of lightning knocked out a substation that feeds the data centre.",
        "Its backup generators never came on, the firm said.",
        "The lights went out in the exchange when a breaker tripped.",
        "The mains supply to the building was interrupted.",
        "A blown fuse had taken down the exchange.",
        "An electrical short in a cabinet caused the failure.",
        "A regional blackout left its masts without electricity.",
        "The outage began when the site lost mains power.",
        "The UPS gave out before the generator had started.",
        "It was a power cut in the neighbourhood, the company explained.",
    ],
    "cooling": [
        "The machines shut down because it had become too hot in the server room.",
        "The air conditioning broke down during the heatwave.",
        "Rising temperatures in a server hall forced it to switch machines off.",
        "A leak of coolant took two halls offline.",
        "The chillers failed one after another.",
        "Engineers found that the cooling had cut out.",
    ],
    "cable_cut": [
        "A digger had torn through a fibre line in Leeds.",
        "Builders cut a cable while laying a water pipe.",
        "Thieves stole several metres of copper cable.",
        "Two undersea cables were damaged off the coast.",
        "A ship's anchor had dragged over the cable.",
        "Roadworks severed the main fibre.",
        "A fallen tree brought down the line.",
        "Rats gnawed through the fibre.",
        "A fire burnt through a bundle of cables under a bridge.",
        "Vandals set fire to a cable duct.",
    ],
    "hardware": [
        "A faulty router was the culprit.",
        "A disk array gave up in the night.",
        "The company traced it to a broken switch in Frankfurt.",
        "A storage unit had failed and its spare did not take over.",
        "A fire in the battery room destroyed the servers.",
        "Water from a burst pipe got into the racks.",
        "A defective network card brought the exchange to a halt.",
        "Two servers died within minutes, the bank said.",
        "It said that a piece of equipment had malfunctioned.",
        "A satellite had lost its bearings after a component failed.",
    ],
    "dns": [
        "The firm had trouble with its name servers.",
        "Its domain name had expired.",
        "The address book of the internet no longer listed the company.",
        "Browsers could not look up its addresses: DNS was broken.",
        "The DNS service of its host failed.",
    ],
    "routing": [
        "Traffic was sent the wrong way after a BGP error.",
        "A route leak sent the traffic through a small provider.",
        "Its routes vanished from the global tables.",
        "A routing loop choked the backbone.",
        "The network withdrew its own BGP routes.",
    ],
    "configuration_change": [
        "An engineer had changed a setting.",
        "A wrong value in a configuration file took the service down.",
        "A switch had been set up wrongly.",
        "A firewall rule blocked all logins.",
        "The company had tweaked its load balancers.",
        "One character in a config file was wrong.",
        "A setting that was meant for one region was applied to all.",
        "The wrong permissions had been set on a database.",
        "It was a misconfiguration, the firm admitted.",
        "A change to the network made on Sunday night had gone awry.",
    ],
    "software_bug": [
        "A programming error had crept into the billing system.",
        "The app crashed over a bug that had lain hidden for years.",
        "The software could not handle two orders at once.",
        "A flaw in the code sent the servers into a loop.",
        "The fault was in a piece of code that counts logins.",
        "The programme ran out of control because of a bug.",
        "It was a software glitch, the airline said.",
        "A coding slip had made the app reject every password.",
        "A faulty script deleted the user table.",
        "A memory leak brought down the servers.",
    ],
    "software_update": [
        "The app stopped working after an update.",
        "A new version had been released that morning.",
        "Trouble started as soon as the bank moved to its new system.",
        "A patch that was meant to close a hole crashed the servers.",
        "Engineers rolled back a release that had gone out at noon.",
        "The switch to a new billing platform went badly.",
        "The update was pushed to all phones at once and broke them.",
        "It was caused by a botched upgrade.",
        "A deployment went wrong.",
        "The failure followed a migration to a new data centre.",
    ],
    "capacity": [
        "Too many people tried to buy tickets at the same moment.",
        "The servers could not cope with the rush.",
        "The site buckled under the weight of visitors.",
        "It had underestimated demand.",
        "More users than ever logged on at once, which overwhelmed the servers.",
        "The system was swamped by orders.",
        "A surge in sign-ups brought it to its knees.",
        "There were simply not enough servers.",
        "The network was congested.",
        "It ran out of memory.",
        "The service had become a victim of its own success.",
        "Demand was ten times what it had planned for.",
        "The load on the login servers was too great.",
    ],
    "human_error": [
        "A technician had pulled the wrong plug.",
        "Somebody had pressed the wrong button.",
        "An employee deleted the wrong files.",
        "It was a human error, the bank said.",
        "A contractor had switched off the wrong machine.",
        "An engineer mistyped a command.",
        "Staff had forgotten to renew a contract.",
        "The company put it down to a mistake by one of its engineers.",
        "A worker accidentally triggered the fire alarm, which shut the servers down.",
    ],
    "third_party": [
        "The trouble was at a supplier, the bank said.",
        "Its cloud provider had a failure of its own.",
        "The bank blamed the company that runs its card system.",
        "A contractor's network had failed.",
        "It is down because its host is down.",
        "The fault lay with an outside firm.",
        "An outage at an upstream carrier was the reason.",
    ],
    "certificate": [
        "A security certificate had run out.",
        "Nobody had renewed the certificate.",
        "The licence for a piece of software had expired.",
        "It had let a certificate lapse.",
    ],
    "maintenance": [
        "Maintenance that overran was the reason.",
        "Planned work on the network went wrong.",
        "The outage was caused by maintenance work.",
        "It happened during routine maintenance.",
    ],
    "network": [
        "A fault in its core network cut off callers.",
        "The link between two data centres was lost.",
        "A network loop had formed.",
        "It blamed a networking issue.",
        "The backbone had failed.",
    ],
    "technical_issue": [
        "It was a technical hitch, the bank said.",
        "The company spoke of an IT problem.",
        "A glitch was to blame.",
        "It was down to a systems failure.",
        "The bank blamed a problem in its payment system.",
        "The exchange cited a malfunction.",
        "It had been hit by a technical fault.",
        "Gremlins in the system were to blame, a spokesman said.",
    ],
    "cyberattack": [
        "Hackers had broken into its network.",
        "The company says intruders were in its systems.",
        "It was hit by a cyberattack.",
        "It had been sabotaged, the police said.",
        "The firm was attacked by criminals.",
        "Malware had spread through its computers.",
        "Someone had deliberately damaged its servers, police said.",
        "It fell victim to hackers.",
        "The breach was deliberate, the ministry said.",
        "Its systems had been compromised by attackers.",
    ],
    "ransomware": [
        "Criminals had locked its files and asked for money.",
        "Its servers had been encrypted by a gang.",
        "The hospital was hit by ransomware.",
    ],
    "ddos": [
        "The site was flooded with traffic from thousands of hijacked devices.",
        "Attackers overloaded it with requests.",
        "A botnet bombarded the site.",
        "It was the target of a DDoS.",
        "The servers were swamped with fake requests.",
    ],
    "unknown": [
        "The cause is not yet clear.",
        "The company has given no reason.",
        "Why it happened is still a mystery.",
        "Nobody can say what went wrong.",
        "The bank would not be drawn on the cause.",
        "What led to the failure was not immediately known.",
        "The firm has kept silent about the reasons.",
        "Engineers are at a loss to explain it.",
        "No explanation has been offered.",
        "It did not disclose the cause.",
        "The origin of the fault is unknown.",
        "The company did not say what had happened.",
        "It has yet to explain the outage.",
    ],
}
# The same in livelier words.
LIVELY: dict[str, list[str]] = {
    "power": [
        "Snow had brought down the pylons that supply the site, the utility said.",
        "A squirrel had got into a transformer.",
        "Engineers blame a dip in voltage.",
        "The site went dark when a generator ran out of diesel.",
        "An explosion at an electricity substation plunged the data hall into darkness.",
    ],
    "cooling": [
        "Fans stopped turning, and the racks cooked.",
        "The hall reached 50 degrees after its chillers had tripped.",
    ],
    "cable_cut": [
        "A trench collapsed and took the fibre with it.",
        "Copper thieves had helped themselves to a trunk cable.",
        "An earthquake snapped three cables on the sea bed.",
        "Fishing gear is believed to have damaged the cable.",
    ],
    "hardware": [
        "A router gave up the ghost.",
        "Two of its satellites had gone silent after a pump failed.",
        "The primary database server suffered a disk failure.",
        "A flood in the basement put the racks under water.",
        "A single circuit board was at fault.",
        "Its mainframe was on its last legs, said the bank.",
    ],
    "dns": [
        "The firm's own name servers refused to answer.",
        "It had let its domain registration lapse.",
        "Nobody could find the site because its DNS entries had been wiped.",
        "A problem with how names are turned into addresses was to blame.",
    ],
    "routing": [
        "Core routers had rejected the new routes and dropped off the network.",
    ],
    "configuration_change": [
        "An automated change to traffic limits went wrong.",
        "A rule meant to block spam blocked everybody.",
        "A quota had been set to zero.",
        "A wrongly entered parameter sent the servers in circles.",
        "A tweak to how servers share the load backfired.",
    ],
    "software_bug": [
        "The culprit was one line of code.",
        "A quirk in the database software locked every table.",
        "The software misread a date.",
        "A latent fault in the software had been woken by the restart.",
        "The app had been sending itself endless requests because of a coding error.",
    ],
    "software_update": [
        "It all began with an upgrade to the booking software.",
        "Overnight the bank had swapped its payment platform for a new one.",
        "The latest version of the app was the problem, and it has been withdrawn.",
        "The new firmware bricked the routers.",
        "A fix for one problem had caused another.",
    ],
    "capacity": [
        "Its popularity was its undoing.",
        "The website fell over as soon as sales opened, because so many fans came.",
        "There was more traffic than its servers could bear.",
        "Black Friday shoppers overwhelmed the card network.",
        "The queue had filled up its memory.",
        "Its servers were stretched to the limit.",
    ],
    "human_error": [
        "It was finger trouble, the boss admitted.",
        "A trainee had typed the command into the wrong window.",
        "The operator mistook one server for another.",
        "Somebody tripped over a cable.",
        "A cleaner had unplugged a router.",
        "A worker drilled where he should not have.",
    ],
    "third_party": [
        "Its landlord lost power, and it had no other hall.",
        "The trouble was not its own but its processor's.",
        "The bank said that it was the fault of an IT contractor.",
        "A fault at the company that hosts its servers was the cause.",
        "The bank's supplier of card services had gone down.",
    ],
    "certificate": [
        "An encryption certificate that secures the logins was past its date.",
        "A root certificate expired at midnight.",
    ],
    "maintenance": [
        "Routine servicing of a switch got out of hand.",
        "Work to replace a router overran by nine hours, which kept customers offline.",
    ],
    "network": [
        "A switch fabric had split in two.",
        "The main and the back-up link went down one after the other.",
        "There was a break in the network between its two sites.",
        "A fault on the backbone isolated half the country.",
    ],
    "technical_issue": [
        "Computer trouble grounded the airline.",
        "It had suffered what it called an internal technical failure.",
    ],
    "cyberattack": [
        "It had been broken into, the ministry found.",
        "Criminals got hold of an administrator's password and shut everything down.",
        "It confirmed a security incident.",
        "The company was the victim of a criminal intrusion.",
        "Sabotage is not ruled out.",
        "The company disclosed unauthorised access to its network.",
        "An online attack paralysed the ministry.",
        "There was no evidence of foul play.",
        "Nobody had broken in, it said.",
        "It was not the work of hackers.",
    ],
    "ransomware": [
        "Its data had been scrambled by extortionists.",
    ],
    "ddos": [
        "Millions of bogus queries a second hit the servers.",
        "It was deliberately overloaded with traffic.",
        "A wave of traffic from a botnet had drowned the site.",
        "The servers were put under a flood of data by attackers.",
    ],
    "unknown": [
        "What lay behind it is anybody's guess.",
        "The ministry kept its counsel on the cause.",
        "The firm did not reply when asked what had gone wrong.",
        "It is a puzzle even to its own engineers.",
        "We do not know yet what caused this, the operator wrote.",
        "The operator has nothing to say on why it failed.",
        "Its statement is silent on the cause.",
        "The reason was not given.",
        "The company could not immediately say what had caused it.",
        "There was no immediate word on what had caused it.",
    ],
}
# What is only feared, imagined, sold, joked about or planned.
NONE = [
    "The new app will be able to withstand a power cut.",
    "Experts warn that a cyberattack could hit any bank.",
    '"Did the intern pull the plug?" asked one user.',
    "Customers should update their app.",
    "The company sells protection against DDoS attacks.",
    "If a certificate expires, browsers show a warning.",
    "If an outage is caused by a cyberattack, customers get their money back.",
    "The bank has hired a new supplier.",
    "Its engineers repaired the servers.",
    "She said she had lost her connection during a call.",
    "Outages are often caused by human error.",
    "A drill for a cyberattack is planned for June.",
    "It is moving traffic to other routes.",
    "One in five outages is caused by a power cut, a survey found.",
    "A prospectus lists cyberattacks and power cuts among its risks.",
    "Readers have asked us whether a bank can be taken down by a DDoS attack.",
    "Shops remained open despite a cyberattack.",
    "The minister opened a new data centre with its own power plant.",
    "The bank's chief blamed the media for the panic.",
    "The bug bounty pays up to $10,000.",
    "The police are looking for the owner of the car.",
    "Traffic in the city was heavy.",
    "The network's most popular show was delayed.",
    "The regulator wants providers to test their generators every month.",
    "It will replace its routers next year.",
    "A man who works in IT said it was probably the hamster.",
    "Passengers complained about long queues and hot halls.",
    "After the outage it promised to check all its settings.",
    "Since then it has bought new generators and a second fibre link.",
    "Employees had to switch off their computers.",
]
STANCES = [
    ("The transport ministry said a power cut had taken the app down.", "confirmed"),
    ("Police said a digger had cut a cable.", "confirmed"),
    ("TikTok's status page blamed a faulty update.", "confirmed"),
    ("The post-mortem says a certificate had expired.", "confirmed"),
    ("Trade minister Ana Brook said a software bug took it down.", "confirmed"),
    ("A person familiar with the matter said a software bug took it down.", "asserted"),
    ("Researchers said a software bug took it down.", "asserted"),
    ("It looks like a faulty update took it down.", "suggested"),
    ("This has the smell of a bad configuration change, an analyst said.", "suggested"),
    ("A power cut was not the cause, the company said.", "denied"),
    ("Hackers, the company said, had nothing to do with it.", "denied"),
    ("The issue was not caused, directly or indirectly, by a cyberattack.", "denied"),
    ("The company is not aware of any malicious activity.", "disputed"),
    ("It was in no way the result of a cyberattack, the company said.", "denied"),
]


@pytest.mark.parametrize(
    ("label", "sentence"),
    [(label, text) for told in (CAUSES, LIVELY) for label, texts in told.items() for text in texts],
)
def test_a_cause_in_everyday_words_is_found(label: str, sentence: str) -> None:
    assert label in {name for claim in after_lead(sentence, "cause") for name in (claim.label, claim.other_label)}


@pytest.mark.parametrize("sentence", NONE)
def test_what_did_not_cause_this_outage_is_no_cause(sentence: str) -> None:
    assert after_lead(sentence, "cause") == []


@pytest.mark.parametrize(("sentence", "stance"), STANCES)
def test_the_stance_follows_from_who_says_it_and_how(sentence: str, stance: str) -> None:
    assert [claim.stance for claim in after_lead(sentence, "cause")] == [stance]


@pytest.mark.parametrize(
    ("question", "answer", "stance"),
    [
        ("Was it a cyberattack?", "No, TikTok says.", "denied"),
        ("Is it a hack?", "There is nothing to suggest that, said an analyst.", "disputed"),
        ("Was TikTok hacked?", "It doesn't look that way, said an analyst.", "disputed"),
    ],
)
def test_the_answer_to_a_question_about_an_attack_is_the_claim(question: str, answer: str, stance: str) -> None:
    assert [claim.stance for claim in _causes(f"{question}\n{answer}")] == [stance]


def test_a_question_without_an_answer_leaves_the_cause_unknown() -> None:
    assert [claim.label for claim in _causes("So what went wrong?\nTikTok has not told anyone.")] == ["unknown"]


def test_a_doubting_source_does_not_take_the_place_of_the_outlet() -> None:
    told = _causes("A cyberattack took the app down.\nAna Brook of Northlab saw no sign of a cyberattack.")
    assert [(claim.source, claim.stance) for claim in told] == [
        (None, "asserted"),
        ("Ana Brook of Northlab", "disputed"),
    ]


def _causes(text: str) -> list[Claim]:
    return read(f"The video app TikTok had an outage on Monday.\n{text}", "cause")
