"""Forenames by origin and sex: common ones, most frequent first, with accepted spellings.

Each word is a forename; "/" parts spellings of one name that a clerk may take for each
other, the usual first. Forenames are real and common. Surnames are made up (see
`surnames`), so that no whole name is likely to be anybody's.
"""

from __future__ import annotations

from enum import Enum


class Origin(Enum):
    """Where a name comes from, as far as its spelling goes: not who its bearer is."""

    BRITISH = "british"
    IRISH = "irish"
    EASTERN_EUROPEAN = "eastern_european"
    IBERIAN = "iberian"
    SOUTH_ASIAN = "south_asian"
    ARABIC = "arabic"
    WEST_AFRICAN = "west_african"
    HORN_OF_AFRICA = "horn_of_africa"
    EAST_ASIAN = "east_asian"


_GIRLS = {
    Origin.BRITISH: """
        Olivia Amelia Chloe/Chloé/Khloe Emily/Emilie Jessica Sophie/Sofie/Sophy Grace Ruby Ella
        Lily/Lilly Mia/Mya Lucy/Lucie Charlotte Evie Katie/Katy/Kaity Megan/Meghan Hannah/Hanna
        Poppy Leah/Lea Abigail/Abbigail Isabella/Izabella Daisy Holly/Hollie Freya/Freyja
        Millie/Milly Isabelle/Isabel/Isobel Molly/Mollie Amy/Aimee Jasmine/Jasmin/Yasmin
        Summer Phoebe/Pheobe Scarlett/Scarlet Sienna Lola Imogen Matilda Eleanor/Elinor Alice
        Rosie/Rosy Maisie/Maisy Lauren/Lauryn Eva Tia/Tiah Demi Paige Skye/Sky Caitlin/Kaitlyn
        Rebecca/Rebekah Zoe/Zoë/Zoey Bethany Courtney/Kourtney Kayleigh/Kayley Shannon Libby
        Lexi/Lexie Tilly/Tillie Lacey/Lacy Amber Georgia Gracie Harriet Esme/Esmé Nicole/Nichole
        Martha Ellie/Elly Kiera/Keira/Kyra Sarah/Sara Catherine/Katherine/Kathryn Rachel/Rachael
        Stacey/Stacy Tamsin Renée/Renee Anaïs/Anais Bryony/Briony Cerys Ffion Tegan Robyn/Robin
    """,
    Origin.IRISH: """
        Niamh/Neave Aoife/Eefa Ciara/Keara Siobhan/Siobhán/Shivaun Róisín/Roisin/Rosheen
        Sinead/Sinéad Orla/Orlagh Erin Maeve/Meabh Saoirse Clodagh Aisling/Ashling Bridget/Brigid
        Kathleen Maire/Máire Nora/Norah Eimear/Emer Grainne/Gráinne Tara Deirdre
    """,
    Origin.EASTERN_EUROPEAN: """
        Maja/Maya Julia/Yulia Zuzanna/Susanna Anna/Hanna Wiktoria/Viktoria/Victoria Oliwia/Olivia
        Natalia/Nataliya Aleksandra/Alexandra Karolina/Carolina Katarzyna/Katarina Gabriela
        Ioana/Joana Andreea/Andrea Elena/Jelena/Yelena Daria/Darya Sofia/Sofiya Anastasia/Anastasiya
        Oksana/Oxana Milena Ivana Simona Bianca Raluca Ema/Emma Agnieszka Kamila/Camilla Nikola
        Patrycja/Patricia Martyna/Martina Živa/Ziva Egle Arta Elira
    """,
    Origin.IBERIAN: """
        Maria/María Sofia/Sofía Ana/Anna Beatriz/Beatrice Leonor Mariana Inês/Ines Carolina Lara
        Camila/Camilla Valentina Lucia/Lucía Daniela Gabriela Rafaela Catarina/Katarina Luísa/Luisa
        Isabel/Izabel Antónia/Antonia Raquel/Rachel
    """,
    Origin.SOUTH_ASIAN: """
        Aisha/Ayesha/Aaisha Fatima/Fatema/Fathima Zara/Zahra Maryam/Mariam/Mariyam Amina/Aminah
        Zainab/Zaynab/Zeinab Priya/Preeya Simran/Simrun Anisha/Aneesha Khadija/Khadijah/Kadija
        Hafsa/Hafsah Sana/Sanaa Iqra/Ikra Noor/Nur/Nour Halima/Halimah Sumaya/Sumaiya/Sumayyah
        Jaspreet/Jasprit Harpreet/Harprit Manpreet Kiran/Kieran Anjali/Anjalee Meera/Mira
        Nisha/Neesha Pooja/Puja Riya/Rhea Tanvi Diya/Deeya Sadia/Saadia Rabia/Rabiya Saima/Sayma
        Nadia/Nadiya Samira/Sameera Tahmina/Tamina Farzana Shreya/Shriya Nabila/Nabeela
    """,
    Origin.ARABIC: """
        Fatima/Fatma/Fatimah Mariam/Maryam/Meryem Nour/Noor/Nur Aya/Ayah Sara/Sarah Amira/Ameera
        Layla/Leila/Laila Yasmin/Yasmine/Jasmin Hiba/Heba Rania/Ranya Salma/Selma Dina/Deena
        Huda/Hoda Rim/Reem Zeinab/Zaynab/Zainab Aicha/Aisha/Aysha Shirin/Shireen Rojin/Rojeen
        Dilan/Dilin Asma/Asmaa Hanan/Hanane Lina/Leena
    """,
    Origin.WEST_AFRICAN: """
        Blessing Grace Precious Esther/Ester Deborah/Debora Favour/Favor Joy Temitope/Temi
        Adaeze/Ada Chioma Ngozi Abena/Abenaa Akosua Ama Efua/Efia Folake Yetunde Oluwaseun/Seun
        Mariama/Mariame Aminata/Aminatta Fatou/Fatu Kadiatu/Kadiatou Hawa/Hauwa Victoria Faith
        Gloria Tolu/Tolulope Zainab/Zaynab Princess Naomi/Naome
    """,
    Origin.HORN_OF_AFRICA: """
        Hodan/Hodhan Amina/Aamina Fadumo/Fatuma/Faduma Sahra/Zahra Hibo/Hiba Ayaan/Ayan
        Khadra/Kadra Ifrah/Ifra Naima/Nacima Sagal Ubah/Uba Maryan/Mariam Selam/Salam
        Helen/Heleni Bethlehem/Betelhem Rahwa/Rahua Yordanos Meron Saron/Sharon Hanan
    """,
    Origin.EAST_ASIAN: """
        Linh/Ling Mai/May Huong/Houng Thuy/Thúy Trang Anh Ngoc/Ngok Lan Phuong/Fuong Thao
        Mei/May Xin/Hsin Yan/Yen Jia/Chia Hui Li/Lee Ying/Jing Xiu/Hsiu Min/Minh Yuki Hana Grace
        Jenny/Jennie Amy Vivian/Vivien Sakura
    """,
}

_BOYS = {
    Origin.BRITISH: """
        Jack/Jak Oliver/Olivier Thomas/Tomas Harry/Harrie Joshua/Josh Alfie/Alfy Charlie/Charley
        James Daniel/Danial William/Willem Samuel/Samual George Joseph/Josef Lewis/Louis
        Ethan/Ethen Tyler/Tylor Ryan/Rhyan Luke/Luc Callum/Calum Connor/Conor/Conner Jake
        Liam/Lyam Max/Maks Logan Mason/Masen Kyle/Kile Jacob/Jakob Benjamin/Benjamyn
        Alexander/Aleksander Archie/Archy Dylan/Dillon/Dillan Nathan/Nathen Jayden/Jaden/Jaiden
        Kai/Kye Riley/Reilly Leo Finley/Finlay Isaac/Izaac Toby/Tobie Harvey/Harvie
        Reece/Rhys/Reese Bradley/Bradly Owen/Owain Cameron/Kameron Aaron/Arron Adam
        Matthew/Mathew Jamie/Jaime Corey/Cory/Korey Kieran/Kieron/Ciaran Brandon/Brandan
        Taylor/Tayler Declan/Deklan Stephen/Steven/Stephan Sean/Shaun/Shawn/Seán Mark/Marc
        Jordan/Jorden Elliot/Elliott/Eliot Frederick/Fredrick Louie/Louis Stanley Ronnie/Ronny
        Teddy/Teddie Reggie/Reggy Zachary/Zackary Marcus/Markus Curtis/Kurtis Leon/Léon
        Dominic/Dominick Spencer Morgan Ellis Gethin Iwan/Ewan/Euan Theo/Théo Joel/Joël
    """,
    Origin.IRISH: """
        Sean/Seán/Shaun Conor/Connor Cian/Kian/Kean Oisin/Oisín/Osheen Patrick/Pádraig/Padraig
        Darragh/Dara/Daragh Michael/Micheál Fionn/Finn Eoin/Owen/Eoghan Ciaran/Ciarán/Kieran
        Cormac/Cormack Rory/Ruairi/Ruairí Liam Brendan/Brendon Declan/Deaglán Niall/Neil
        Aidan/Aodhán/Aiden Tadhg/Teague John/Jon Martin/Máirtín
    """,
    Origin.EASTERN_EUROPEAN: """
        Jakub/Jacob Kacper/Kasper Mateusz/Mateus/Matthew Aleksander/Alexander/Oleksandr
        Michal/Mikhail Filip/Philip Adrian/Adrián Piotr/Peter/Petr Dawid/David
        Andrei/Andrey/Andriy Ivan/Iwan
        Nikolai/Nikolay/Mykola Stefan/Stephan/Stefán Viktor/Victor/Wiktor Dmitri/Dmitry/Dmytro
        Mihai/Mihail Cristian/Christian Vlad/Wlad Pavel/Pawel Tomasz/Tomas/Thomas Lukas/Lukasz
        Bogdan/Bohdan Alexandru/Aleksandru Daniel/Daniil Yuri/Yuriy/Jurij Sergei/Sergey/Serhiy
        Matej/Matei Ondrej/Andrej Florin Luan Arben/Arbën Erion Ardit Klaudio/Claudio
    """,
    Origin.IBERIAN: """
        João/Joao Miguel/Migel Rodrigo Tiago/Thiago Martim/Martin Diogo/Diego Gabriel/Gabriél
        Rafael/Raphael Pedro Luís/Luis/Luiz José/Jose André/Andre/Andrés Mateus/Mateo Lucas/Lukas
        Santiago Carlos/Karlos Bruno Duarte António/Antonio Simão/Simao
    """,
    Origin.SOUTH_ASIAN: """
        Mohammed/Muhammad/Mohammad/Muhammed/Mohamed Ali/Aly Ibrahim/Ebrahim Hassan/Hasan
        Hamza/Hamzah Ahmed/Ahmad/Ahmet Yusuf/Yousuf/Yusef Hussain/Hussein/Husain Bilal/Bilaal
        Zain/Zayn Adil/Adeel Umar/Omar/Umer Usman/Uthman/Osman Imran/Emran Haris/Harris/Haaris
        Arjun/Arjan Rohan/Rohaan Aryan/Arian Jaspreet/Jasprit Gurpreet/Gurprit Harpreet/Harprit
        Kiran/Kieran Ravi/Ravee Sahil/Saahil Krishna/Krish Dev/Dave Nikhil/Nikil Amit/Ameet
        Tariq/Tarik/Tareq Faisal/Faysal Kamran/Kamraan Shahid/Shaheed Rahim/Raheem Karim/Kareem
        Abdul/Abdool Suleman/Suleiman/Sulaiman Idris/Idrees
    """,
    Origin.ARABIC: """
        Mohamed/Mohammed/Muhammad/Mohamad Ahmed/Ahmad/Ahmet Omar/Omer/Umar Ali/Aly
        Youssef/Yusuf/Yousef/Yousif Abdullah/Abdallah/Abdulla Hassan/Hasan Ibrahim/Ebrahim
        Khalid/Khaled/Khaleed Mustafa/Mostafa/Moustafa Amir/Ameer Rayan/Rayyan Karim/Kareem
        Samir/Sameer Bilal/Billal Hamid/Hameed Walid/Waleed Tarek/Tariq Anas/Anass Reza/Rezza
        Aram/Araam Rebaz/Rebwar Karwan/Karvan Farhad/Ferhad Zana/Zanar Said/Saeed/Sayed
    """,
    Origin.WEST_AFRICAN: """
        Emmanuel/Emanuel/Immanuel David Daniel Samuel/Samuell Joshua Michael/Micheal
        Oluwaseun/Seun/Olu Kwame/Kwami Kofi/Coffie Chinedu/Chinedum Emeka/Emecka Ayomide/Ayo
        Tobi/Toby Femi/Femmy Kwabena/Kobena Yaw/Yao Ibrahim/Ibrahima Mamadou/Mamadu/Amadou
        Ousmane/Usman Moussa/Musa Alhaji Prince Isaac/Isaak Elijah/Elija Gideon Tunde/Tundé
        Segun/Shegun Obinna/Obina Sekou/Sékou Abdoulaye/Abdulai Caleb/Kaleb Josiah/Josia
    """,
    Origin.HORN_OF_AFRICA: """
        Abdi/Cabdi Mohamed/Mahamed/Maxamed/Mohammed Abdirahman/Abdurahman/Cabdiraxmaan
        Ahmed/Axmed/Ahmad Yusuf/Yuusuf/Yousuf Hassan/Xasan Ismail/Ismaail/Ismaciil Omar/Cumar/Omer
        Liban/Libaan Mahad/Mahat Zakaria/Zakariya/Zakariye Bilal/Bilaal Filmon/Philmon
        Dawit/David/Daweet Yonas/Jonas Samuel/Samiel Robel/Rubel Natnael/Nathnael Biniam/Binyam
        Khadar/Kadar Tesfay/Tesfai/Tesfaye Mehari/Mehary
    """,
    Origin.EAST_ASIAN: """
        Minh/Min Anh Duc/Duk Nam Hoang/Huang Tuan/Twan Quang/Kwang Dung/Dzung Long/Lung Hai/Hài
        Wei/Way Jun/Joon Hao/How Ming/Minh Jie/Chieh Tian/Tien Yang/Yong Jin/Chin Kevin/Kelvin
        Jason/Jayson Tony/Toni Andy/Andie Kenji Haruto Vincent/Vinsent Eric/Erik
    """,
}

#: Names used in place of the full one among friends, and so in some records.
SHORT: dict[str, str] = {
    "Alexander": "Alex", "Aleksander": "Alek", "Aleksandra": "Ola", "Alexandra": "Alex",
    "Benjamin": "Ben", "Bethany": "Beth", "Catherine": "Cathy", "Charlotte": "Lottie",
    "Daniel": "Danny", "Eleanor": "Ellie", "Emmanuel": "Manny", "Frederick": "Freddie",
    "Gabriel": "Gabe", "Isabella": "Bella", "Isabelle": "Izzy", "Jacob": "Jake",
    "James": "Jim", "Jessica": "Jess", "Joseph": "Joe", "Joshua": "Josh", "Katie": "Kate",
    "Matilda": "Tilly", "Matthew": "Matt", "Megan": "Meg", "Michael": "Mikey",
    "Mohamed": "Mo", "Mohammed": "Mo", "Muhammad": "Mo", "Nathan": "Nate",
    "Oliver": "Ollie", "Patrick": "Paddy", "Rebecca": "Becky", "Samuel": "Sam",
    "Stephen": "Steve", "Thomas": "Tommy", "William": "Billy", "Zachary": "Zack",
    "Abigail": "Abby", "Abdirahman": "Abdi", "Abdullah": "Abdul", "Amelia": "Millie",
    "Elizabeth": "Liz", "Jasmine": "Jaz", "Kathleen": "Kath", "Natalia": "Talia",
    "Oluwaseun": "Seun", "Tomasz": "Tomek", "Wiktoria": "Wiki", "Yusuf": "Yus",
}  # fmt: skip


def families(origin: Origin, girl: bool) -> list[list[str]]:
    """Forenames, most frequent first, each as its spellings, the usual first."""
    table = _GIRLS if girl else _BOYS
    return [word.split("/") for word in table[origin].split()]
